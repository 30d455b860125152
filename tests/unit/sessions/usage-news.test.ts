import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Usage } from '../../../protocol/messages.ts'
import { UsageNews } from '../../../sandbox-server/sessions/usage-news.ts'

const PAUSE = 5000
const usage = (used: number): Usage => ({
  memory: { used, limit: 100 },
  disk: { used: 0, limit: 100 },
})

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('what a sandbox uses', () => {
  it('is told at once, and then the latest every five seconds', () => {
    const news = new UsageNews(PAUSE)
    const told: (number | undefined)[] = []
    news.told.watch((now) => told.push(now?.memory.used))
    for (const used of [1, 2, 3]) news.sampled(usage(used))
    expect(told).toEqual([1])
    vi.advanceTimersByTime(PAUSE)
    expect(told).toEqual([1, 3])
    vi.advanceTimersByTime(10 * PAUSE)
    expect(told).toEqual([1, 3])
    news.sampled(usage(4))
    expect(told).toEqual([1, 3, 4])
  })

  it('is forgotten with the sandbox', () => {
    const news = new UsageNews(PAUSE)
    news.sampled(usage(1))
    news.sampled(usage(2))
    news.forget()
    vi.advanceTimersByTime(PAUSE)
    expect(news.told.value).toBeUndefined()
  })
})
