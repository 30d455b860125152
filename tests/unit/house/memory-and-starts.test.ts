import { describe, expect, it } from 'vitest'
import type { Queued } from '../../../protocol/messages.ts'
import { Capacity } from '../../../sandbox-server/house/capacity.ts'
import { CoursePools } from '../../../sandbox-server/house/course-pools.ts'
import { Seats } from '../../../sandbox-server/house/seats.ts'
import { poolOfPromises } from '../../support/pool-of-promises.ts'

const MIB = 1024 * 1024
const RESERVE = 512 * MIB

/** A house on a machine that has that much beside its reserve; each sandbox takes 80 MiB of it. */
function houseWith(freeBytes: number) {
  let free = freeBytes
  const capacity: Capacity = new Capacity({
    room: async () => ({
      memoryBytes: 8 * 1024 * MIB,
      availableBytes: RESERVE + free - sandboxes().length * 80 * MIB,
      stalled: 0,
      diskBytes: undefined,
    }),
    taken: () => sandboxes(),
    ready: () => [],
    reserveBytes: RESERVE,
    onFailure: (error) => {
      throw error
    },
  })
  const house = poolOfPromises({ capacity, startsAtOnce: 20, maximum: 1000 })
  const sandboxes = () =>
    [...house.pool.takenSandboxes()].map(({ id }) => ({
      id,
      handle: { memoryBytes: async () => 80 * MIB },
    }))
  const seats = new Seats(new CoursePools(new Map([['', house.pool]])), 1000)
  const places = new Map<number, Queued>()
  const taken: Promise<unknown>[] = []
  const come = (reader: number) => {
    const seat = seats.take({
      address: undefined,
      signal: new AbortController().signal,
      onPlace: (place) => places.set(reader, place),
      onStep() {},
    })
    taken.push(seat)
    return seat
  }
  return {
    ...house,
    capacity,
    seats,
    places,
    come,
    /** The host starts something else on the machine, or ends it. */
    change(bytes: number) {
      free += bytes
    },
  }
}

describe('twenty readers who come at once', () => {
  it('are let in as far as the memory goes, and no further while it is being taken', async () => {
    const { come, capacity, seats, starts, pool, places, settle } = houseWith(400 * MIB)
    await capacity.look()
    for (let reader = 0; reader < 20; reader++) void come(reader)
    await settle()
    // Nothing was used yet: eight of 48 MiB are what 400 hold.
    expect([starts.length, seats.waiting]).toEqual([8, 12])
    await new Promise((resolve) => setImmediate(resolve))
    expect(places.get(19)).toMatchObject({ cause: 'house', place: 12 })
    // They turn out to take more than was planned.
    for (const start of starts) start.succeed()
    await settle()
    await capacity.look()
    await settle()
    expect([starts.length, pool.taken, seats.waiting]).toEqual([8, 8, 12])
  })

  it('get the next seats as memory comes free, and lose none that they have when it goes', async () => {
    const { come, capacity, seats, starts, pool, settle, change } = houseWith(160 * MIB)
    await capacity.look()
    const first = come(0)
    for (let reader = 1; reader < 20; reader++) void come(reader)
    await settle()
    expect(starts).toHaveLength(3)
    for (const start of starts) start.succeed()
    await settle()
    change(-100 * MIB)
    await capacity.look()
    await seats.giveBack(await first)
    await settle()
    // What it freed is wanted by the reserve.
    await capacity.look()
    await settle()
    expect([starts.length, pool.taken]).toEqual([3, 2])
    change(200 * MIB)
    await capacity.look()
    await settle()
    expect([starts.length, seats.waiting]).toEqual([5, 15])
  })
})
