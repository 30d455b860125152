import { describe, expect, it } from 'vitest'
import { poolOfPromises } from '../../support/pool-of-promises.ts'

const MINUTE = 60_000

describe('the sandboxes that are prepared for a workshop', () => {
  it('are made one at a time, as many as are expected, and no further one', async () => {
    const { pool, clock, starts, prepared } = poolOfPromises({ prepared: 3 })
    pool.refill()
    for (let count = 1; count <= 3; count++) {
      await clock.advance(MINUTE)
      expect(starts).toHaveLength(count)
      starts.at(-1)?.succeed()
      await clock.advance(0)
    }
    await clock.advance(MINUTE)
    expect([starts.length, pool.ready]).toEqual([3, 3])
    expect(prepared).toEqual(starts.map(({ id }) => id))
  })

  it('count the readers who have one already, and are made anew when a reader leaves', async () => {
    const { pool, clock, starts, handedOver } = poolOfPromises({ prepared: 2 })
    pool.refill()
    for (const index of [0, 1]) {
      await clock.advance(MINUTE)
      starts[index]?.succeed()
    }
    await clock.advance(0)
    const first = await pool.take(() => {})
    await pool.take(() => {})
    expect(handedOver).toEqual(starts.map(({ id }) => id))
    await clock.advance(MINUTE)
    expect(starts).toHaveLength(2)
    await pool.giveBack(first)
    await clock.advance(MINUTE)
    expect(starts).toHaveLength(3)
  })

  it('wait while a reader waits for a start', async () => {
    const { pool, clock, starts } = poolOfPromises({ prepared: 5 })
    const taking = pool.take(() => {})
    pool.refill()
    await clock.advance(MINUTE)
    expect(starts).toHaveLength(1)
    starts[0]?.succeed()
    await taking
    await clock.advance(MINUTE)
    expect(starts).toHaveLength(2)
  })

  it('wait while the machine is busy, but not for ever', async () => {
    const { pool, clock, load, starts } = poolOfPromises({ prepared: 5 })
    load.pressure = 1
    pool.refill()
    await clock.advance(4000)
    expect(starts).toHaveLength(0)
    load.pressure = 0.1
    await clock.advance(500)
    expect(starts).toHaveLength(1)
    load.pressure = 1
    starts[0]?.succeed()
    await clock.advance(4000)
    expect(starts).toHaveLength(1)
    await clock.advance(2000)
    expect(starts).toHaveLength(2)
  })

  it('wait for the layers that they are to have', async () => {
    let isFilled = false
    const { pool, clock, starts } = poolOfPromises({ prepared: 1, mayPrepare: () => isFilled })
    pool.refill()
    await clock.advance(MINUTE)
    expect(starts).toHaveLength(0)
    isFilled = true
    await clock.advance(1000)
    expect(starts).toHaveLength(1)
  })

  it('never are more than there may be sandboxes', async () => {
    const { pool, clock, starts } = poolOfPromises({ prepared: 5, maximum: 2 })
    pool.refill()
    for (const index of [0, 1]) {
      await clock.advance(MINUTE)
      starts[index]?.succeed()
    }
    await clock.advance(MINUTE)
    expect([starts.length, pool.alive]).toEqual([2, 2])
    expect(pool.hasRoom).toBe(true)
  })

  it('follow a number that is changed while the server runs', async () => {
    const { pool, clock, starts, removed } = poolOfPromises()
    pool.refill()
    await clock.advance(MINUTE)
    expect(starts).toHaveLength(0)
    pool.expect(1)
    await clock.advance(MINUTE)
    starts[0]?.succeed()
    await clock.advance(0)
    expect(pool.ready).toBe(1)
    pool.expect(0)
    await clock.advance(MINUTE)
    expect([pool.ready, removed]).toEqual([0, [starts[0]?.id]])
  })

  it('are replaced where one dies before anybody has it', async () => {
    const { pool, clock, starts, lose } = poolOfPromises({ prepared: 1 })
    pool.refill()
    await clock.advance(MINUTE)
    starts[0]?.succeed()
    await clock.advance(0)
    lose(starts[0]?.id ?? '')
    await clock.advance(MINUTE)
    expect([starts.length, pool.ready]).toEqual([2, 0])
  })

  it('leave no timer behind', async () => {
    const { pool, clock, load } = poolOfPromises({ prepared: 3 })
    load.pressure = 1
    pool.refill()
    await clock.advance(1000)
    expect(clock.timers).toBeGreaterThan(0)
    await pool.close()
    expect(clock.timers).toBe(0)
  })
})
