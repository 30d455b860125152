import { describe, expect, it } from 'vitest'
import type { SandboxStatus } from '../../../protocol/messages.ts'
import type { Session } from '../../../sandbox-server/sessions/session.ts'
import type { SeatPlan } from '../../../sandbox-server/workshops/seat-plan.ts'
import { WorkshopSeats } from '../../../sandbox-server/workshops/workshop-seats.ts'
import { LIMITS, SmallHouse } from '../../support/small-house.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A workshop of the next hour but one, in a house where readers of one address have one sandbox. */
function classroom(given: Partial<SeatPlan> = {}, maximum = 10, isTakingOver = false) {
  const members = new Set<string>()
  const hosts = new Set<string>()
  let seats: WorkshopSeats | undefined
  const house: SmallHouse = new SmallHouse({
    maximum,
    perAddress: 1,
    isTakingOver,
    termsOf: (session) => {
      if (hosts.has(session)) return seats?.termsOfHost('Grace', session)
      return members.has(session) ? seats?.termsOf(session) : undefined
    },
  })
  const { clock } = house
  const now = clock.date()
  const plan: SeatPlan = {
    workshop: 'monday',
    course: '',
    seats: 3,
    opens: now + HOUR,
    closes: now + 3 * HOUR,
    prepareMinutes: 15,
    ...given,
  }
  const made = new WorkshopSeats({ plan, house, limits: LIMITS, clock })
  seats = made
  const enter = async (token: string, isMember: boolean) => {
    if (isMember) members.add(token)
    const statuses: SandboxStatus[] = []
    const entry = await house.sessions.enter(token, 'classroom', {
      sandbox: (status) => statuses.push(status),
      notice() {},
    })
    const session = entry?.session as Session
    const refusals: string[] = []
    const run = () => void session.exec('true').catch(({ code }) => refusals.push(code))
    return { session, statuses, refusals, run, closePage: () => entry?.unwatch() }
  }
  return {
    house,
    clock,
    plan,
    seats: made,
    members,
    hosts,
    participant: (token: string) => enter(token, true),
    reader: (token: string) => enter(token, false),
    async [Symbol.asyncDispose]() {
      made[Symbol.dispose]()
      await house[Symbol.asyncDispose]()
    },
  }
}

const statesOf = (people: readonly { readonly session: Session }[]) =>
  people.map(({ session }) => session.status.state)

describe('participants of a classroom', () => {
  it('have each a sandbox, although they come from one address, and readers of it have theirs', async () => {
    await using room = classroom()
    await room.clock.advance(HOUR)
    expect(room.seats.levels.value).toMatchObject({ prepared: 3, holds: 3 })
    const people = await Promise.all(['ada', 'ben', 'cy'].map((name) => room.participant(name)))
    const [reader, other] = [await room.reader('rita'), await room.reader('ron')]
    for (const { run } of [...people, reader, other]) run()
    await room.clock.advance(0)
    expect(statesOf(people)).toEqual(['ready', 'ready', 'ready'])
    expect(reader.session.status.state).toBe('ready')
    expect(other.session.status).toMatchObject({ state: 'queued', cause: 'address' })
    expect(room.house.started).toBe(4)
  })

  it('who come over the count wait for a seat of the workshop', async () => {
    await using room = classroom({ seats: 1 })
    await room.clock.advance(HOUR)
    const [first, late] = [await room.participant('ada'), await room.participant('ben')]
    first.run()
    late.run()
    await room.clock.advance(0)
    expect(late.session.status).toMatchObject({ state: 'queued', cause: 'workshop', place: 1 })
    expect(room.seats.waiting).toBe(1)
    void first.session.end('reset')
    await room.clock.advance(0)
    expect(late.session.status.state).toBe('ready')
  })

  it('keep what they have through a break, with all pages closed', async () => {
    await using room = classroom()
    await room.clock.advance(HOUR)
    const ada = await room.participant('ada')
    ada.run()
    await room.clock.advance(0)
    ada.closePage()
    await room.clock.advance(HOUR)
    expect((await room.participant('ada')).session.status.state).toBe('ready')
  })

  it('who come before it is prepared have what ordinary readers have', async () => {
    await using room = classroom()
    const [ada, ben] = [await room.participant('ada'), await room.participant('ben')]
    expect([ada, ben].map(({ session }) => session.hasCountedPages)).toEqual([false, false])
    ada.run()
    ben.run()
    await room.clock.advance(0)
    expect(ada.session.status).toMatchObject({ state: 'ready', secondsLeft: 4 * 3600 })
    expect(ben.session.status).toMatchObject({ state: 'queued', cause: 'address' })
  })
})

describe('a host', () => {
  it('has a sandbox to show although every seat is promised, and takes none of them', async () => {
    await using room = classroom({}, 4)
    await room.clock.advance(HOUR)
    const host = await room.reader('host')
    room.hosts.add('host')
    host.run()
    await room.clock.advance(MINUTE)
    expect(host.session.status).toMatchObject({ state: 'ready', secondsLeft: 2 * 3600 - 60 })
    expect(room.seats.levels.value).toEqual({
      prepared: 3,
      starting: 0,
      taken: 1,
      holds: 3,
      why: null,
    })
  })
})

describe('the end of a workshop', () => {
  it('is announced five minutes ahead, ends each sandbox, and leaves nothing', async () => {
    await using room = classroom()
    await room.clock.advance(HOUR)
    const ada = await room.participant('ada')
    ada.run()
    await room.clock.advance(0)
    expect(ada.session.status).toMatchObject({ secondsLeft: 2 * 3600 })
    await room.clock.advance(2 * HOUR - 5 * MINUTE)
    const ending = { reason: 'workshop', seconds: 300, extensible: false }
    expect(ada.statuses.at(-1)).toMatchObject({ state: 'ready', ending })
    // It is not the reader's to put off.
    ada.session.extend()
    await room.clock.advance(5 * MINUTE)
    expect(ada.session.status).toEqual({ state: 'gone', reason: 'workshop' })
    expect([room.house.alive.size, room.house.records.size]).toEqual([0, 0])
    expect(room.seats.levels.value).toMatchObject({ prepared: 0, starting: 0, taken: 0 })
    expect(room.house.failures).toEqual([])
  })

  it('by the host is at once, for those who wait and whose sandbox starts, too', async () => {
    await using room = classroom({ seats: 2 })
    await room.clock.advance(HOUR)
    const [ada, ben, cy] = [
      await room.participant('ada'),
      await room.participant('ben'),
      await room.participant('cy'),
    ]
    for (const { run } of [ada, ben, cy]) run()
    await room.clock.advance(0)
    room.seats.extend('ben', 30)
    const closed = room.seats.close()
    await room.clock.advance(0)
    await closed
    for (const { session } of [ada, ben, cy]) {
      expect(session.status).toEqual({ state: 'gone', reason: 'workshop' })
    }
    expect(cy.refusals).toEqual(['terminal-gone'])
    expect(room.house.alive.size).toBe(0)
    // From then on they are readers like any other.
    ada.run()
    await room.clock.advance(0)
    expect(ada.session.status).toMatchObject({ state: 'ready', secondsLeft: 4 * 3600 })
  })

  it('is put off for all by the plan, and for one by the host; a later server knows it', async () => {
    await using room = classroom()
    await room.clock.advance(HOUR)
    const [ada, ben] = [await room.participant('ada'), await room.participant('ben')]
    ada.run()
    ben.run()
    await room.clock.advance(0)
    const closes = room.plan.closes as number
    room.seats.change({ ...room.plan, closes: closes + HOUR })
    expect(room.house.records.get('ada')).toMatchObject({ endsAt: closes + HOUR })
    room.seats.extend('ben', 30)
    expect(room.house.records.get('ben')).toMatchObject({ endsAt: closes + 90 * MINUTE })
    await room.clock.advance(3 * HOUR)
    expect(statesOf([ada, ben])).toEqual(['gone', 'ready'])
    expect(room.seats.phase.value).toBe('closed')
    await room.clock.advance(30 * MINUTE)
    expect(statesOf([ada, ben])).toEqual(['gone', 'gone'])
    expect(room.house.alive.size).toBe(0)
  })

  it('that is not set ends nobody, and is written as a date', async () => {
    await using room = classroom({ opens: null, closes: null })
    room.seats.open()
    const ada = await room.participant('ada')
    ada.run()
    await room.clock.advance(12 * HOUR)
    expect(ada.session.status.state).toBe('ready')
    expect(Number.isFinite(room.house.records.get('ada')?.endsAt)).toBe(true)
  })
})

describe('a workshop that begins later after all', () => {
  it('gives back what was prepared, and is prepared once more', async () => {
    await using room = classroom()
    await room.clock.advance(50 * MINUTE)
    expect(room.house.alive.size).toBe(3)
    const { opens, closes } = room.plan
    room.seats.change({
      ...room.plan,
      opens: (opens as number) + HOUR,
      closes: (closes as number) + HOUR,
    })
    await room.clock.advance(MINUTE)
    expect([room.house.alive.size, room.house.reservations.promised]).toEqual([0, 0])
    await room.clock.advance(HOUR)
    expect(room.seats.levels.value).toMatchObject({ prepared: 3, taken: 0 })
  })
})

describe('after a fall', () => {
  it('what participants have is taken over as seats of the workshop, before any is prepared', async () => {
    await using before = classroom()
    await before.clock.advance(HOUR)
    const people = await Promise.all(['ada', 'ben', 'cy'].map((name) => before.participant(name)))
    for (const { run } of people) run()
    await before.clock.advance(0)
    await using after = classroom({ opens: 0 }, 3, true)
    await after.clock.advance(0)
    const { seats } = after.seats.termsOf('ada')
    const living = [...before.house.pools.takenSandboxes()]
    expect(living).toHaveLength(3)
    for (const sandbox of living) {
      void seats.adopt({ address: undefined }, Promise.resolve(sandbox))
    }
    await after.clock.advance(MINUTE)
    after.house.pools.refill()
    await after.clock.advance(MINUTE)
    expect(after.seats.levels.value).toMatchObject({ prepared: 0, starting: 0, taken: 3, holds: 3 })
    expect(after.house.started).toBe(0)
  })
})
