import { describe, expect, it } from 'vitest'
import type { Shortage } from '../../../sandbox-server/house/capacity.ts'
import { MemoryGuard } from '../../../sandbox-server/house/memory-guard.ts'

/** A house in which `greedy` uses far more than others, and `usual` the most of the rest. */
function house(shortage: Shortage, { ready = 0, greedy = true } = {}) {
  const done: string[] = []
  const failures: unknown[] = []
  let left = ready
  const ending = Promise.withResolvers<void>()
  const guard = new MemoryGuard({
    capacity: {
      shortage,
      greediest: (least) => (greedy ? 'greedy' : least > 0 ? undefined : 'usual'),
    },
    async giveUpReady() {
      if (left === 0) return false
      left -= 1
      done.push('ready')
      return true
    },
    end(sandbox) {
      done.push(sandbox)
      return ending.promise
    },
    onFailure: (error) => failures.push(error),
  })
  return { guard, done, failures, ending }
}

describe('where memory runs short', () => {
  it('nothing ends before it does', async () => {
    const { guard, done } = house('none', { ready: 1 })
    await guard.check()
    expect(done).toEqual([])
  })

  it('sandboxes that no reader has are given up first', async () => {
    const { guard, done, ending } = house('low', { ready: 1 })
    ending.resolve()
    await guard.check()
    await guard.check()
    expect(done).toEqual(['ready', 'greedy'])
  })

  it('one sandbox ends at a time', async () => {
    const { guard, done, ending } = house('low')
    const first = guard.check()
    await guard.check()
    expect(done).toEqual(['greedy'])
    ending.resolve()
    await first
    await guard.check()
    expect(done).toEqual(['greedy', 'greedy'])
  })

  it('a reader who uses what others use is not ended, but at the last', async () => {
    const low = house('low', { greedy: false })
    await low.guard.check()
    expect(low.done).toEqual([])
    const lowest = house('lowest', { greedy: false })
    lowest.ending.resolve()
    await lowest.guard.check()
    expect(lowest.done).toEqual(['usual'])
  })

  it('an end that fails is told, and tried again', async () => {
    const { guard, done, failures, ending } = house('low')
    ending.reject(new Error('The engine is away.'))
    await guard.check()
    await guard.check()
    expect(done).toEqual(['greedy', 'greedy'])
    expect(failures).toHaveLength(2)
  })
})
