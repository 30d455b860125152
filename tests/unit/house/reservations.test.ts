import { describe, expect, it } from 'vitest'
import type { Queued } from '../../../protocol/messages.ts'
import { CoursePools } from '../../../sandbox-server/house/course-pools.ts'
import type { SeatNeeds } from '../../../sandbox-server/house/reservation.ts'
import { Reservations } from '../../../sandbox-server/house/reservations.ts'
import { Seats } from '../../../sandbox-server/house/seats.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { poolOfPromises } from '../../support/pool-of-promises.ts'

const MIB = 1024 * 1024

/** What the machine's memory and disk still hold, whatever is alive. */
interface Room {
  further: number
  endsFirst: 'memory' | 'disk'
}

/** An open house and any number of workshops on a machine that holds `maximum` sandboxes. */
function sharedHouse({
  maximum = 10,
  warm = 0,
  perAddress = 100,
  further = Infinity,
  startsAtOnce = 1,
} = {}) {
  const clock = new HandedClock()
  const load = { pressure: 0 }
  const room: Room = { further, endsFirst: 'memory' }
  const listeners = new Set<() => void>()
  const capacity = {
    further: () => room.further,
    get endsFirst() {
      return room.endsFirst
    },
    levels: { available: 0, used: 0, planned: 48 * MIB, reserve: 2048 * MIB },
    watch: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look: async () => {},
  }
  const readers = poolOfPromises(
    {
      maximum,
      warm: { minimum: warm, maximum: warm },
      capacity,
      promised: () => reservations.promised,
      elsewhere: () => pools.aliveElsewhere(''),
    },
    clock,
  )
  const pools: CoursePools = new CoursePools(new Map([['', readers.pool]]))
  const seats = new Seats(pools, perAddress)
  const workshops = new Map<string, ReturnType<typeof poolOfPromises>>()
  const reservations: Reservations = new Reservations({
    pools,
    capacity,
    maximum,
    startsAtOnce: () => startsAtOnce,
    courses: [''],
    poolFor: ({ name }, own) => {
      const made = poolOfPromises({ maximum, capacity, load, startsAtOnce: 8, ...own }, clock)
      workshops.set(name, made)
      return made.pool
    },
  })
  pools.refill()
  const reserve = (name: string, seats: number, times: Partial<SeatNeeds> = {}) =>
    reservations.add({ name, course: '', seats, from: 0, until: 100, ...times })
  const come = (to: Pick<Seats, 'take'>, address?: string) => {
    const arrived = {
      sandbox: undefined as string | undefined,
      place: undefined as Queued | undefined,
      refusal: undefined as string | undefined,
    }
    const { signal } = new AbortController()
    const onPlace = (place: Queued) => {
      arrived.place = place
    }
    to.take({ address, signal, onPlace, onStep() {} }).then(
      ({ id }) => {
        arrived.sandbox = id
      },
      ({ name }) => {
        arrived.refusal = name
      },
    )
    return arrived
  }
  const settle = () => clock.advance(0)
  /** Lets every start succeed until there are no more. */
  const startAll = async (made = readers) => {
    await settle()
    for (let index = 0; index < made.starts.length; index++) {
      made.starts[index]?.succeed()
      await settle()
    }
  }
  const workshop = (name: string) => workshops.get(name) as ReturnType<typeof poolOfPromises>
  const look = () => {
    for (const listener of listeners) listener()
  }
  return {
    clock,
    load,
    room,
    look,
    readers,
    pools,
    seats,
    reservations,
    reserve,
    workshop,
    come,
    settle,
    startAll,
  }
}

describe('the seats of a workshop', () => {
  it('are prepared ahead, one at a time, and no more than were planned', async () => {
    const { reserve, workshop, settle, startAll } = sharedHouse()
    const monday = reserve('monday', 3)
    await settle()
    expect(monday.levels.value).toEqual({ prepared: 0, starting: 0, taken: 0, holds: 3, why: null })
    monday.begin()
    await settle()
    expect(workshop('monday').starts).toHaveLength(1)
    expect(monday.levels.value).toMatchObject({ prepared: 0, starting: 1 })
    await startAll(workshop('monday'))
    expect(workshop('monday').starts).toHaveLength(3)
    expect(workshop('monday').prepared).toHaveLength(3)
    expect(monday.levels.value).toEqual({ prepared: 3, starting: 0, taken: 0, holds: 3, why: null })
  })

  it('start a few at once on a calm machine, and one at a time on a busy one', async () => {
    const { reserve, workshop, load, settle } = sharedHouse({ startsAtOnce: 3 })
    reserve('monday', 5).begin()
    await settle()
    expect(workshop('monday').starts).toHaveLength(3)
    load.pressure = 0.9
    for (const start of workshop('monday').starts.slice(0, 2)) start.succeed()
    await settle()
    expect(workshop('monday').starts).toHaveLength(3)
    load.pressure = 0
    workshop('monday').starts[2]?.succeed()
    await settle()
    expect(workshop('monday').starts).toHaveLength(5)
  })

  it('are given at once to participants of one address, as many as there are', async () => {
    const { reserve, workshop, come, settle, startAll } = sharedHouse({ perAddress: 1 })
    const monday = reserve('monday', 3)
    monday.begin()
    await startAll(workshop('monday'))
    const room = [1, 2, 3].map(() => come(monday.seats, 'classroom'))
    await settle()
    expect(room.map(({ sandbox }) => sandbox)).toEqual(workshop('monday').prepared)
    expect(monday.levels.value).toMatchObject({ prepared: 0, taken: 3 })
  })

  it('let one over their count wait, until a seat is given back', async () => {
    const { reserve, workshop, come, settle, startAll } = sharedHouse()
    const monday = reserve('monday', 1)
    monday.begin()
    await startAll(workshop('monday'))
    const seated = monday.seats.take({
      address: undefined,
      signal: new AbortController().signal,
      onPlace() {},
      onStep() {},
    })
    await settle()
    const late = come(monday.seats, 'classroom')
    await settle()
    expect(late.place).toMatchObject({ cause: 'workshop', place: 1 })
    await monday.seats.giveBack(await seated)
    await startAll(workshop('monday'))
    expect(late.sandbox).toBe(workshop('monday').starts[1]?.id)
  })

  it('are not given to ordinary readers, prepared or only promised', async () => {
    const { seats, reserve, come, settle, startAll, workshop } = sharedHouse({ maximum: 4 })
    const monday = reserve('monday', 3)
    monday.begin()
    const [first, second] = [come(seats), come(seats)]
    await startAll()
    expect(first.sandbox).toBeDefined()
    expect(second.place).toMatchObject({ cause: 'house', place: 1 })
    await startAll(workshop('monday'))
    expect(second.sandbox).toBeUndefined()
    void monday.close()
    await settle()
    await startAll()
    expect(second.sandbox).toBeDefined()
  })

  it('take the place of what is kept ready for readers who may come', async () => {
    const { readers, reserve, settle, startAll, workshop } = sharedHouse({ maximum: 2, warm: 1 })
    await startAll()
    expect(readers.pool.ready).toBe(1)
    reserve('monday', 2).begin()
    await startAll(workshop('monday'))
    await settle()
    await startAll(workshop('monday'))
    expect(readers.removed).toHaveLength(1)
    expect(workshop('monday').pool.ready).toBe(2)
    expect(readers.starts).toHaveLength(1)
  })

  it('are not given up for a reader who waits, nor for another workshop', async () => {
    const { seats, pools, reserve, come, settle, startAll, workshop } = sharedHouse({ maximum: 2 })
    reserve('monday', 2).begin()
    await startAll(workshop('monday'))
    const other = reserve('tuesday', 1, { from: 1 })
    other.begin()
    const [reader, participant] = [come(seats), come(other.seats)]
    await settle()
    expect([reader.sandbox, participant.sandbox]).toEqual([undefined, undefined])
    expect(workshop('monday').pool.ready).toBe(2)
    // Memory that runs out has no other choice.
    await pools.giveUpReady()
    expect(workshop('monday').removed).toHaveLength(1)
  })

  it('cannot be reserved for a course that the server does not have', () => {
    const { reserve } = sharedHouse()
    expect(() => reserve('monday', 1, { course: 'git' })).toThrow('There is no course git.')
  })
})

describe('several workshops on one machine', () => {
  it('that is too small for both do not wait for each other: the earlier one has its seats', async () => {
    const { reserve, startAll, workshop, settle } = sharedHouse({ maximum: 4 })
    const later = reserve('a-later', 3, { from: 1 })
    const earlier = reserve('earlier', 3)
    later.begin()
    earlier.begin()
    await startAll(workshop('earlier'))
    await startAll(workshop('a-later'))
    await settle()
    expect(earlier.levels.value).toMatchObject({ prepared: 3, holds: 3, why: null })
    // The one that it had begun before, and no further one.
    expect(later.levels.value).toMatchObject({ prepared: 1, holds: 1 })
    expect(later.levels.value.why).toBe(
      'MAXIMUM_SANDBOXES=4 lets no more in. 3 seats are promised to earlier at the same time.',
    )
  })

  it('are told beforehand what is left for each of them at their time', async () => {
    const { reserve, reservations } = sharedHouse({ maximum: 10 })
    reserve('monday', 8, { from: 0, until: 50 })
    const needs = { name: 'tuesday', course: '', seats: 5, from: 60, until: 90 }
    expect(reservations.roomFor(needs)).toEqual({ holds: 5, why: null })
    expect(reservations.roomFor({ ...needs, from: 40 })).toEqual({
      holds: 2,
      why: 'MAXIMUM_SANDBOXES=10 lets no more in. 8 seats are promised to monday at the same time.',
    })
  })
})

describe('a workshop that is larger than the machine', () => {
  it.each([
    ['memory', 'Memory ends first: a seat takes about 48 MiB, and 2.0 GiB stay free.'],
    ['disk', "The disk of the engine's data is full."],
  ] as const)('is told how many seats it holds, where %s ends first', async (endsFirst, why) => {
    const { reserve, room, settle } = sharedHouse({ maximum: 100, further: 2 })
    room.endsFirst = endsFirst
    const monday = reserve('monday', 30)
    await settle()
    expect(monday.levels.value).toMatchObject({ holds: 2, why })
  })

  it('is told of each seat that comes free, and prepares it', async () => {
    const { reserve, room, look, startAll, settle, workshop } = sharedHouse({ further: 0 })
    const monday = reserve('monday', 2)
    monday.begin()
    await settle()
    expect(monday.levels.value).toMatchObject({ holds: 0, starting: 0 })
    room.further = 5
    look()
    await startAll(workshop('monday'))
    expect(monday.levels.value).toMatchObject({ holds: 2, prepared: 2, why: null })
  })

  it('is told of the readers who are in its way', async () => {
    const { reserve, seats, come, startAll, settle } = sharedHouse({ maximum: 3 })
    come(seats)
    come(seats)
    await startAll()
    const monday = reserve('monday', 3)
    monday.begin()
    await settle()
    expect(monday.levels.value).toMatchObject({
      holds: 1,
      why: 'MAXIMUM_SANDBOXES=3 lets no more in. 2 sandboxes are in use outside of workshops.',
    })
  })
})

describe('a workshop that closes', () => {
  it('gives back what nobody has, refuses who waits, and is gone with its last participant', async () => {
    const { clock, pools, reserve, come, settle, startAll, workshop } = sharedHouse()
    const monday = reserve('monday', 2)
    monday.begin()
    await startAll(workshop('monday'))
    const seated = come(monday.seats)
    await settle()
    monday.change({ seats: 1, from: 0, until: 100 })
    const waiting = [come(monday.seats), come(monday.seats)]
    await settle()
    let isOver = false
    void monday.close().then(() => {
      isOver = true
    })
    await settle()
    expect(waiting.map(({ sandbox, refusal }) => sandbox ?? refusal)).toEqual([
      workshop('monday').starts[1]?.id,
      'SeatsClosedError',
    ])
    const late = come(monday.seats)
    await settle()
    expect(late.refusal).toBe('SeatsClosedError')
    expect(isOver).toBe(false)
    for (const sandbox of [...workshop('monday').pool.takenSandboxes()]) {
      await monday.seats.giveBack(sandbox)
    }
    await settle()
    expect(isOver).toBe(true)
    expect(workshop('monday').removed).toContain(seated.sandbox)
    expect(pools.alive).toBe(0)
    expect(monday.levels.value).toMatchObject({ prepared: 0, starting: 0, taken: 0 })
    // Nothing of it goes on.
    await clock.advance(3_600_000)
    expect(workshop('monday').starts).toHaveLength(2)
  })

  it('while a sandbox starts removes that, too', async () => {
    const { reserve, settle, workshop, reservations } = sharedHouse()
    const monday = reserve('monday', 2)
    monday.begin()
    await settle()
    const closed = monday.close()
    workshop('monday').starts[0]?.succeed()
    await settle()
    await closed
    expect(workshop('monday').removed).toEqual([workshop('monday').starts[0]?.id])
    expect(reservations.promised).toBe(0)
  })
})
