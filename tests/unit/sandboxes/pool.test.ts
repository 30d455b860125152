import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PoolFullError, type PoolOptions, SandboxPool } from '../../../sandbox-server/house/pool.ts'
import { Demand, warmSize } from '../../../sandbox-server/house/warm-size.ts'
import type { Sandbox } from '../../../sandbox-server/sandboxes/sandbox.ts'

const BOUNDS = { minimum: 1, maximum: 8 }

describe('the number of warm sandboxes', () => {
  it.each([
    ['nobody comes', 0, 1.2, 1],
    ['a reader comes each minute', 1 / 60, 1.2, 1],
    ['one comes every five seconds', 0.2, 1.2, 2],
    ['one comes every second', 1, 1.2, 4],
    ['three come every second', 3, 1.2, 8],
    ['one comes every second, and a start takes long', 1, 4, 8],
    ['a hall comes', 100, 1.2, 8],
  ])('when %s', (_, perSecond, startSeconds, size) => {
    expect(warmSize(perSecond, startSeconds, BOUNDS)).toBe(size)
  })

  it('is never less than the host wants, whatever else the host wants', () => {
    expect(warmSize(0, 1, { minimum: 5, maximum: 2 })).toBe(5)
  })

  it('grows while a rush begins and is as it was when it is over', () => {
    const demand = new Demand()
    const sizes = (now: number) => demand.warmSize(1.5, BOUNDS, now)
    expect(sizes(0)).toBe(1)
    for (let second = 0; second < 10; second++) demand.arrived(second * 1000)
    expect(sizes(9000)).toBeGreaterThan(3)
    expect(sizes(30_000)).toBe(2)
    expect(sizes(120_000)).toBe(1)
  })
})

/** A pool of nothing but promises: the test says when a start is over. */
function poolOf(options: Partial<PoolOptions>) {
  const starts: { end: () => void }[] = []
  let removed = 0
  const released: string[] = []
  const sandboxOf = (id: string): Sandbox => ({
    id,
    hasEngine: true,
    connection: {} as Sandbox['connection'],
    line: {} as Sandbox['line'],
    handle: {} as Sandbox['handle'],
    lost: new Promise(() => {}),
    connectToSocket: () => Promise.reject(new Error('It has none.')),
    release: () => released.push(id),
    async destroy() {
      removed += 1
    },
  })
  const pool = new SandboxPool({
    warm: { minimum: 0, maximum: 0 },
    startsAtOnce: 2,
    maximum: 10,
    onFailure: () => {},
    start: (id) =>
      new Promise((resolve) => {
        starts.push({ end: () => resolve(sandboxOf(id)) })
      }),
    ...options,
  })
  return { pool, starts, sandboxOf, released, removed: () => removed }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the pool', () => {
  // Its pauses end when a test says so, and not when a busy machine is late.
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => vi.useRealTimers())

  it('starts no more at once than it may, for readers and ahead alike', async () => {
    const { pool, starts } = poolOf({ warm: { minimum: 5, maximum: 5 } })
    pool.refill()
    await settled()
    expect(starts).toHaveLength(2)
    starts[0]?.end()
    await settled()
    expect(starts).toHaveLength(3)
    expect([pool.ready, pool.starting]).toEqual([1, 2])
  })

  it('serves readers who wait before it makes any ahead', async () => {
    const { pool, starts } = poolOf({ warm: { minimum: 1, maximum: 1 } })
    const readers = Array.from({ length: 3 }, () => pool.take(() => {}))
    await settled()
    expect(starts).toHaveLength(2)
    for (let index = 0; index < 3; index++) {
      starts[index]?.end()
      await settled()
    }
    await Promise.all(readers)
    expect([pool.taken, pool.ready]).toEqual([3, 0])
    vi.runOnlyPendingTimers()
    await settled()
    expect(starts).toHaveLength(4)
  })

  it('has no more than the machine has room for, and goes on as soon as that has more', async () => {
    let room = 1
    let looks = 0
    let tell = () => {}
    const capacity = {
      further: (alive: number) => room - alive,
      look: async () => {
        looks += 1
      },
      watch(listener: () => void) {
        tell = listener
        return () => {}
      },
    }
    const { pool, starts } = poolOf({ capacity, warm: { minimum: 2, maximum: 2 } })
    let told = 0
    pool.room.subscribe(() => {
      told += 1
    })
    pool.refill()
    await settled()
    expect(starts).toHaveLength(1)
    starts[0]?.end()
    await settled()
    const taken = await pool.take(() => {})
    expect([pool.hasRoom, pool.further]).toEqual([false, 0])
    await expect(pool.take(() => {})).rejects.toThrow(PoolFullError)
    tell()
    expect([starts.length, told]).toEqual([1, 0])
    room = 2
    tell()
    await settled()
    expect([pool.hasRoom, starts.length, told]).toEqual([true, 2, 1])
    expect(looks).toBe(0)
    await pool.giveBack(taken)
    expect(looks).toBe(1)
  })

  it('gives up the oldest that nobody has, for its memory', async () => {
    const { pool, starts, removed } = poolOf({ warm: { minimum: 1, maximum: 1 } })
    expect(await pool.giveUpReady()).toBe(false)
    pool.refill()
    await settled()
    starts[0]?.end()
    await settled()
    expect(await pool.giveUpReady()).toBe(true)
    expect([pool.ready, removed()]).toEqual([0, 1])
  })

  it('leaves the processors to who has just got one, before it starts the next', async () => {
    const { pool, starts } = poolOf({ warm: { minimum: 1, maximum: 1 } })
    pool.refill()
    await settled()
    starts[0]?.end()
    await settled()
    await pool.take(() => {})
    await settled()
    expect([pool.taken, starts.length]).toEqual([1, 1])
    vi.runOnlyPendingTimers()
    await settled()
    expect(starts).toHaveLength(2)
  })

  it('is at its bound never above it, and has room again when one is given back', async () => {
    const { pool, starts, removed } = poolOf({ maximum: 1 })
    const taking = pool.take(() => {})
    await settled()
    expect(pool.hasRoom).toBe(false)
    await expect(pool.take(() => {})).rejects.toThrow()
    starts[0]?.end()
    const sandbox = await taking
    expect(pool.hasRoom).toBe(false)
    let told = 0
    pool.room.subscribe(() => {
      told += 1
    })
    await pool.giveBack(sandbox)
    expect([pool.hasRoom, told, removed()]).toEqual([true, 1, 1])
  })
  it('leaves to the next server what readers have, also where that is still being taken over', async () => {
    const { pool, starts, sandboxOf, released, removed } = poolOf({})
    const [taking, waiting] = [pool.take(() => {}), pool.take(() => {})]
    await settled()
    starts[0]?.end()
    const taken = await taking
    const coming = Promise.withResolvers<Sandbox>()
    const adopting = pool.adopt(coming.promise)
    const closing = pool.close('taken')
    starts[1]?.end()
    await waiting
    coming.resolve(sandboxOf('adopted'))
    await Promise.all([adopting, closing])
    expect(released).toEqual([taken.id, 'adopted'])
    // Nobody has had that one yet.
    expect(removed()).toBe(1)
  })
})
