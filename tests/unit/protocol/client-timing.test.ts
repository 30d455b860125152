import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backoffMilliseconds, Liveness } from '../../../protocol/client-timing.ts'

describe('the pause before a further try to connect', () => {
  it.each([
    [0, 125, 250],
    [1, 250, 500],
    [4, 2000, 4000],
    [5, 2500, 5000],
    [1000, 2500, 5000],
  ])('number %d is between %d and %d ms', (attempt, least, most) => {
    const pauses = Array.from({ length: 200 }, () => backoffMilliseconds(attempt))
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(most)
  })

  it('is not the same for a room of readers', () => {
    const pauses = Array.from({ length: 100 }, () => backoffMilliseconds(5))
    expect(new Set(pauses.map((pause) => Math.round(pause / 100))).size).toBeGreaterThan(10)
  })
})

describe('a connection in silence', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function watched() {
    const told: string[] = []
    const liveness = new Liveness({
      ping: () => told.push('ping'),
      stalled: () => told.push('stalled'),
      dead: () => told.push('dead'),
    })
    liveness.start()
    return { liveness, told }
  }

  it('is asked after 12 s, and dead 10 s later', () => {
    const { told } = watched()
    vi.advanceTimersByTime(12_000)
    expect(told).toEqual(['ping'])
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual(['ping', 'dead'])
  })

  it('is asked sooner while something typed is owed, and no sooner once it is not', () => {
    const { liveness, told } = watched()
    liveness.isOwed = true
    vi.advanceTimersByTime(1500)
    expect(told).toEqual(['stalled', 'ping'])
    liveness.isOwed = false
    vi.advanceTimersByTime(11_000)
    expect(told).toEqual(['stalled', 'ping'])
  })

  it('is asked at once where there is doubt, once it is watched', () => {
    const { liveness, told } = watched()
    liveness.check()
    expect(told).toEqual(['ping'])
    liveness.heard()
    vi.advanceTimersByTime(11_000)
    expect(told).toEqual(['ping'])
    liveness.stop()
    liveness.check()
    liveness.heard()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual(['ping'])
  })
})
