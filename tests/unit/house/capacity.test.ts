import { describe, expect, it } from 'vitest'
import type { MachineRoom } from '../../../sandbox-server/drivers/driver.ts'
import {
  Capacity,
  PLANNED_BYTES,
  reserveFor,
  seatsIn,
} from '../../../sandbox-server/house/capacity.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** A machine that says what the test wants, with sandboxes that use what the test wants. */
function machine(room: Partial<MachineRoom> = {}, reserveBytes?: number) {
  const failures: unknown[] = []
  const house = {
    room: {
      memoryBytes: 24 * GIB,
      availableBytes: 20 * GIB,
      stalled: 0,
      diskBytes: 100 * GIB,
      ...room,
    } as MachineRoom,
    /** Bytes that each uses; an error where it cannot be measured. */
    taken: [] as (number | Error)[],
    ready: [] as (number | Error)[],
    now: 0,
    looks: 0,
    measurements: 0,
    failures,
  }
  const sandboxes = (kind: 'taken' | 'ready') =>
    house[kind].map((bytes, index) => ({
      id: `${kind}-${index}`,
      handle: {
        async memoryBytes() {
          house.measurements += 1
          if (bytes instanceof Error) throw bytes
          return bytes
        },
      },
    }))
  const capacity = new Capacity({
    async room() {
      house.looks += 1
      return house.room
    },
    taken: () => sandboxes('taken'),
    ready: () => sandboxes('ready'),
    reserveBytes,
    onFailure: (error) => failures.push(error),
    now: () => house.now,
  })
  const further = async (alive = house.taken.length + house.ready.length) => {
    house.now += 60_000
    await capacity.look()
    return capacity.further(alive)
  }
  return { house, capacity, further }
}

describe('how many sandboxes may begin', () => {
  it('follows from the memory that is available, not from all that each may use', async () => {
    const { further } = machine()
    // 20 GiB less the reserve of 2, at 48 MiB each.
    expect(await further()).toBe(384)
  })

  it('counts sandboxes that are starting with what they will take', async () => {
    const { capacity, further } = machine()
    const before = await further()
    expect(capacity.further(20)).toBe(before - 20)
  })

  it('counts a sandbox that uses little with what a reader at work takes', async () => {
    const { house, further } = machine()
    const empty = await further()
    house.taken = Array.from({ length: 10 }, () => 32 * MIB)
    expect(await further()).toBe(empty - 4)
    house.taken = Array.from({ length: 10 }, () => PLANNED_BYTES)
    expect(await further()).toBe(empty)
  })

  it('plans for a further one what the one in the middle uses, whatever one of them takes', async () => {
    const { house, capacity, further } = machine()
    house.taken = [...Array.from({ length: 9 }, () => 200 * MIB), 1400 * MIB]
    await further()
    expect(capacity.levels.planned).toBe(200 * MIB)
    house.taken = [...Array.from({ length: 9 }, () => 40 * MIB), 1400 * MIB]
    await further()
    expect(capacity.levels.planned).toBe(PLANNED_BYTES)
  })

  it('does not plan by the first reader or two, who may be greedy', async () => {
    const { house, capacity, further } = machine()
    house.taken = [900 * MIB, 800 * MIB]
    await further()
    expect(capacity.levels.planned).toBe(PLANNED_BYTES)
    expect(capacity.greediest(2)).toBe('taken-0')
  })

  it('is none where only the reserve is left, and one where nobody has any', async () => {
    const { house, further } = machine({ availableBytes: 2 * GIB })
    house.taken = [PLANNED_BYTES]
    expect(await further()).toBe(0)
    house.taken = []
    expect(await further()).toBe(1)
  })

  it('takes the reserve that the host sets', async () => {
    const { further } = machine({ availableBytes: 2 * GIB }, GIB)
    expect(await further()).toBe(21)
  })

  it('keeps twice the reserve while everything waits for memory', async () => {
    const { house, further } = machine()
    const before = await further()
    house.room = { ...house.room, stalled: 0.3 }
    expect(await further()).toBe(before - Math.ceil((2 * GIB) / PLANNED_BYTES))
  })

  it('is none where the disk of the engine is nearly full', async () => {
    const { house, further } = machine()
    house.taken = [PLANNED_BYTES]
    house.room = { ...house.room, diskBytes: 100 * MIB }
    expect(await further()).toBe(0)
  })

  it('of an engine that says only what memory it has follows from what sandboxes use', async () => {
    const { house, further } = machine({ memoryBytes: 10 * GIB, availableBytes: undefined })
    // Nine tenths of it, less the reserve of one.
    expect(await further()).toBe(170)
    house.taken = [GIB]
    house.ready = [64 * MIB]
    expect(await further()).toBe(148)
  })

  it('stays as it was while the machine does not answer, with no bound before it has', async () => {
    const { house, capacity, further } = machine()
    expect(capacity.further(5)).toBe(Infinity)
    await further()
    Object.defineProperty(house, 'room', {
      get() {
        throw new Error('The engine is away.')
      },
    })
    expect(await further()).toBe(384)
    expect(house.failures).toHaveLength(1)
  })

  it('counts one that cannot be measured as one that has just begun', async () => {
    const { house, further } = machine()
    house.taken = [new Error('It has ended.'), PLANNED_BYTES]
    expect(await further()).toBe(383)
  })
})

describe('what sandboxes use', () => {
  it('is read seldom while memory is plentiful, and at every look while it is not', async () => {
    const { house, capacity } = machine()
    house.taken = [PLANNED_BYTES, PLANNED_BYTES]
    for (let look = 0; look < 5; look++) {
      house.now += 1000
      await capacity.look()
    }
    expect([house.looks, house.measurements]).toEqual([5, 2])
    house.room = { ...house.room, availableBytes: 3 * GIB }
    for (let look = 0; look < 5; look++) {
      house.now += 1000
      await capacity.look()
    }
    // It is seen to be short by the first of these looks.
    expect(house.measurements).toBe(2 + 4 * 2)
  })

  it('names the greediest of the readers, where it is far beyond the others', async () => {
    const { house, capacity, further } = machine()
    house.taken = [50 * MIB, 900 * MIB, 60 * MIB]
    house.ready = [2 * GIB]
    await further()
    expect(capacity.greediest(2)).toBe('taken-1')
    house.taken = [50 * MIB, 70 * MIB, 60 * MIB]
    await further()
    expect([capacity.greediest(2), capacity.greediest(0)]).toEqual([undefined, 'taken-1'])
  })
})

describe('a shortage', () => {
  it.each([
    [3 * GIB, 'none'],
    [GIB + 1, 'none'],
    [GIB - 1, 'low'],
    [GIB / 2 - 1, 'lowest'],
  ])('with %d bytes available and a reserve of 2 GiB: %s', async (availableBytes, shortage) => {
    const { capacity, further } = machine({ availableBytes })
    await further()
    expect(capacity.shortage).toBe(shortage)
  })
})

describe('the reserve', () => {
  it.each([
    [GIB, 256 * MIB],
    [8 * GIB, 0.8 * GIB],
    [24 * GIB, 2 * GIB],
    [512 * GIB, 2 * GIB],
  ])('of %d bytes is %d', (memory, reserve) => expect(reserveFor(memory)).toBeCloseTo(reserve))
})

describe('the seats of a machine', () => {
  it('are what is left beside the reserve, and one in any case', () => {
    const room = { memoryBytes: 4 * GIB, stalled: 0, diskBytes: undefined }
    expect(seatsIn({ ...room, availableBytes: 3 * GIB }, 512 * MIB)).toBe(53)
    expect(seatsIn({ ...room, availableBytes: 100 * MIB })).toBe(1)
    expect(seatsIn({ ...room, availableBytes: undefined }, 0)).toBe(76)
  })
})
