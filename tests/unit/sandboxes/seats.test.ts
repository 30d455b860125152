import { describe, expect, it } from 'vitest'
import { CoursePools } from '../../../sandbox-server/house/course-pools.ts'
import { SandboxPool } from '../../../sandbox-server/house/pool.ts'
import { Seats } from '../../../sandbox-server/house/seats.ts'
import type { Sandbox } from '../../../sandbox-server/sandboxes/sandbox.ts'

/** Seats over a pool whose starts end as the test says, in their order. */
function seatsOf(ends: readonly ('good' | 'failed')[], perAddress: number) {
  let count = 0
  const pool = new SandboxPool({
    warm: { minimum: 0, maximum: 0 },
    startsAtOnce: 1,
    maximum: 10,
    onFailure: () => {},
    async start(id) {
      if (ends[count++] === 'failed') throw new Error('No sandbox.')
      const connection = {} as Sandbox['connection']
      const handle = {} as Sandbox['handle']
      return {
        id,
        hasEngine: true,
        connection,
        line: {} as Sandbox['line'],
        handle,
        lost: new Promise(() => {}),
        connectToSocket: () => Promise.reject(new Error('It has none.')),
        async destroy() {},
        release() {},
      }
    },
  })
  return new Seats(new CoursePools(new Map([['', pool]])), perAddress)
}

describe('a seat', () => {
  const request = { signal: new AbortController().signal, onPlace() {}, onStep() {} }

  it('whose sandbox did not start is free for the next of that address', async () => {
    // It is tried three times for the first reader.
    const seats = seatsOf(['failed', 'failed', 'failed', 'good'], 1)
    const first = seats.take({ ...request, address: 'a' })
    const second = seats.take({ ...request, address: 'a' })
    await expect(first).rejects.toThrow('No sandbox.')
    expect(await second).toHaveProperty('id')
    expect(seats.waiting).toBe(0)
  })
})
