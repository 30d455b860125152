import { describe, expect, it } from 'vitest'
import type { SandboxStatus } from '../../../protocol/messages.ts'
import type { Session } from '../../../sandbox-server/sessions/session.ts'
import { until } from '../../support/reader.ts'
import { SmallHouse, type SmallHouseOptions } from '../../support/small-house.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

/** A reader with one page open, who wants a sandbox whenever there is none. */
class Guest {
  readonly session: Session
  readonly statuses: SandboxStatus[] = []
  /** Why each sandbox that was needed could not be had. */
  readonly refusals: string[] = []
  closePage: () => void

  constructor(session: Session, unwatch: () => void, statuses: SandboxStatus[]) {
    this.session = session
    this.closePage = unwatch
    this.statuses = statuses
  }

  static async enter(
    { sessions }: SmallHouse,
    { token, address }: { token?: string; address?: string } = {},
  ): Promise<Guest> {
    const statuses: SandboxStatus[] = []
    const entry = await sessions.enter(token, address, {
      sandbox: (status) => statuses.push(status),
      notice() {},
    })
    if (entry === undefined) throw new Error('The token was refused.')
    return new Guest(entry.session, entry.unwatch, statuses)
  }

  get id(): string {
    return this.session.id
  }

  /** What the page shows now. */
  get status(): SandboxStatus {
    return this.session.status
  }

  /** As a page does that opens a terminal, or runs something. */
  run(): void {
    this.session.exec('true').catch(({ code }) => this.refusals.push(code))
  }
}

function house(options?: SmallHouseOptions) {
  const made = new SmallHouse(options)
  const guest = (who?: { token?: string; address?: string }) => Guest.enter(made, who)
  /** A reader who has a sandbox. */
  const seated = async (who?: { token?: string; address?: string }) => {
    const entered = await guest(who)
    entered.run()
    await made.clock.advance(0)
    expect(entered.status.state).toBe('ready')
    return entered
  }
  return {
    house: made,
    clock: made.clock,
    guest,
    seated,
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  }
}

describe('a reader who resets', () => {
  it('as fast as a client can never has two sandboxes, and ends with one that works', async () => {
    await using small = house({ maximum: 10 })
    const guest = await small.guest()
    for (let count = 0; count < 500; count++) {
      guest.run()
      guest.session.end('reset')
      if (count % 10 === 0) await small.clock.advance(100)
    }
    guest.run()
    await small.clock.advance(MINUTE)
    expect(small.house.most).toBe(1)
    expect(small.house.alive.size).toBe(1)
    expect(guest.status.state).toBe('ready')
    // What a start costs, everybody pays: the 500 resets had as many as a minute allows.
    expect(small.house.started).toBeLessThanOrEqual(12)
  })

  it('gets the next sandbox once the one before is gone', async () => {
    await using small = house({ maximum: 10 })
    const guest = await small.seated()
    guest.session.end('reset')
    expect(guest.status).toEqual({ state: 'gone', reason: 'reset' })
    guest.run()
    expect(guest.status).toEqual({ state: 'starting', step: 'container' })
    await small.clock.advance(0)
    expect([small.house.most, guest.status.state]).toEqual([1, 'ready'])
  })

  it('is done when the sandbox is removed', async () => {
    await using small = house()
    const guest = await small.seated()
    await guest.session.end('reset')
    expect([small.house.alive.size, guest.status.state]).toEqual([0, 'gone'])
    await guest.session.end('reset')
  })

  it('again while the fresh sandbox starts loses nothing that waits for it', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.session.end('reset')
    guest.run()
    guest.session.end('reset')
    await small.clock.advance(0)
    expect(guest.status.state).toBe('ready')
    expect(guest.refusals).not.toContain('terminal-gone')
    expect(small.house.started).toBe(2)
  })

  it('while the first sandbox starts throws that one away', async () => {
    await using small = house()
    const guest = await small.guest()
    guest.run()
    guest.session.end('reset')
    await small.clock.advance(0)
    expect(guest.refusals).toEqual(['terminal-gone'])
    expect(guest.status).toEqual({ state: 'gone', reason: 'reset' })
    expect(small.house.alive.size).toBe(0)
  })

  it('and loses sandboxes in other ways, too, gets no more of them than that', async () => {
    await using small = house({ maximum: 10 })
    const guest = await small.guest()
    for (let count = 0; count < 100; count++) {
      guest.run()
      await small.clock.advance(100)
      for (const lose of small.house.alive.values()) lose()
      await small.clock.advance(100)
    }
    expect(small.house.most).toBe(1)
    expect(small.house.started).toBeLessThanOrEqual(4 + 1 + 20 / 10)
  })
})

describe('a reader who leaves the queue', () => {
  it('gives up the place, and what waited for it is told', async () => {
    await using small = house()
    await small.seated()
    const guest = await small.guest()
    guest.run()
    await small.clock.advance(0)
    expect(guest.status).toMatchObject({ state: 'queued', place: 1 })
    guest.session.leaveQueue()
    await small.clock.advance(0)
    expect(guest.status).toEqual({ state: 'gone', reason: 'left' })
    expect([small.house.seats.waiting, guest.refusals]).toEqual([0, ['terminal-gone']])
  })

  it('too late has a sandbox, and keeps it', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.session.leaveQueue()
    expect(guest.status.state).toBe('ready')
    expect(small.house.alive.size).toBe(1)
  })

  it('while the turn comes gets the sandbox, and nothing is thrown away', async () => {
    await using small = house()
    const first = await small.seated()
    const guest = await small.guest()
    guest.run()
    first.session.end('reset')
    while (guest.status.state === 'queued') await small.clock.advance(0)
    guest.session.leaveQueue()
    await small.clock.advance(0)
    expect(guest.status.state).toBe('ready')
  })
})

describe('a reader whose pages are all closed', () => {
  it('loses the seat to who waits after some minutes, and is told when coming back', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.closePage()
    await small.clock.advance(4 * MINUTE)
    const next = await small.guest()
    next.run()
    await small.clock.advance(0)
    expect(next.status.state).toBe('queued')
    await small.clock.advance(MINUTE)
    expect(next.status.state).toBe('ready')
    const back = await small.guest({ token: guest.id })
    expect(back.status).toEqual({ state: 'gone', reason: 'closed' })
  })

  it('keeps the seat while nobody waits, and gives it up as soon as somebody does', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.closePage()
    await small.clock.advance(20 * MINUTE)
    expect(small.house.alive.size).toBe(1)
    const next = await small.guest()
    next.run()
    await small.clock.advance(0)
    expect(next.status.state).toBe('ready')
    expect(small.house.most).toBe(1)
  })

  it('keeps it where a page comes back in time', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.closePage()
    await small.clock.advance(4 * MINUTE)
    const back = await small.guest({ token: guest.id })
    const next = await small.guest()
    next.run()
    await small.clock.advance(10 * MINUTE)
    expect([back.status.state, next.status.state]).toEqual(['ready', 'queued'])
  })

  it('loses it after those whose pages have been closed for longer, and no more lose theirs than wait', async () => {
    await using small = house({ maximum: 3 })
    const guests = [await small.seated(), await small.seated(), await small.seated()]
    for (const guest of [guests[1], guests[2], guests[0]]) {
      guest?.closePage()
      await small.clock.advance(SECOND)
    }
    await small.clock.advance(6 * MINUTE)
    const next = await small.guest()
    next.run()
    await small.clock.advance(0)
    expect(next.status.state).toBe('ready')
    const kept = guests.map(({ id }) => small.house.records.has(id))
    expect(kept).toEqual([true, false, true])
  })

  it('keeps it where others wait for a seat of their own address only', async () => {
    await using small = house({ maximum: 3, perAddress: 1 })
    const other = await small.seated({ address: 'a' })
    other.closePage()
    const inside = await small.seated({ address: 'b' })
    const waits = await small.guest({ address: 'b' })
    waits.run()
    await small.clock.advance(10 * MINUTE)
    expect([waits.status.state, small.house.records.has(other.id)]).toEqual(['queued', true])
    inside.closePage()
    await small.clock.advance(5 * MINUTE)
    expect([waits.status.state, small.house.records.has(other.id)]).toEqual(['ready', true])
  })

  it('keeps it for ever where the host says so', async () => {
    await using small = house({ limits: { closedMilliseconds: undefined } })
    const guest = await small.seated()
    guest.closePage()
    const next = await small.guest()
    next.run()
    await small.clock.advance(29 * MINUTE)
    expect(next.status.state).toBe('queued')
  })

  it('is told of an end for want of use, too, and once', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.closePage()
    await small.clock.advance(31 * MINUTE)
    const back = await small.guest({ token: guest.id })
    expect(back.status).toEqual({ state: 'gone', reason: 'idle' })
    back.closePage()
    const again = await small.guest({ token: guest.id })
    expect(again.status).toEqual({ state: 'none' })
  })
})

describe('readers who take a place in the queue and vanish', () => {
  it('leave nothing behind', async () => {
    await using small = house()
    const inside = await small.seated()
    await small.clock.advance(0)
    const timers = small.clock.timers
    for (let count = 0; count < 900; count++) {
      const guest = await small.guest({ address: `a${count % 300}` })
      guest.run()
      guest.closePage()
    }
    await small.clock.advance(0)
    expect(small.house.seats.waiting).toBe(900)
    await small.clock.advance(2 * MINUTE)
    expect(small.house.seats.waiting).toBe(0)
    expect(small.house.sessions.count).toBe(1)
    expect(small.clock.timers).toBe(timers)
    inside.session.end('reset')
    await small.clock.advance(0)
    inside.closePage()
    expect([small.house.alive.size, small.house.sessions.count, small.clock.timers]).toEqual([
      0, 0, 0,
    ])
  })

  it('before it is their turn to wait leave nothing behind, either', async () => {
    await using small = house({ maximum: 2 })
    const inside = await small.seated()
    const guest = await small.seated()
    guest.session.end('reset')
    guest.run()
    // Somebody else is quicker, and then nobody is there who would wait.
    guest.closePage()
    const other = await small.guest()
    other.run()
    await small.clock.advance(3 * MINUTE)
    expect([inside.status.state, other.status.state]).toEqual(['ready', 'ready'])
    expect([small.house.seats.waiting, small.house.sessions.count]).toEqual([0, 2])
  })
})

describe('a host that sets its clock', () => {
  it.each([
    ['forward', 400 * 24 * 60 * MINUTE],
    ['back', -400 * 24 * 60 * MINUTE],
  ])('%s ends nothing and adds nothing', async (_, jump) => {
    await using small = house()
    const guest = await small.seated()
    await small.clock.advance(10 * MINUTE)
    const before = guest.status
    small.clock.jump(jump)
    await small.clock.advance(0)
    expect(guest.status).toEqual(before)
    guest.session.touch()
    await small.clock.advance(29 * MINUTE)
    expect(guest.status).toMatchObject({ state: 'ready', ending: { reason: 'idle', seconds: 60 } })
    await small.clock.advance(MINUTE)
    expect(guest.status).toEqual({ state: 'gone', reason: 'idle' })
  })
})

describe('a session', () => {
  it('is forgotten when its page goes and nothing is kept, and not before', async () => {
    await using small = house()
    const guest = await small.seated()
    guest.closePage()
    expect(small.house.sessions.living(guest.id)).toBe(guest.session)
    const back = await small.guest({ token: guest.id })
    expect(back.session).toBe(guest.session)
    back.session.end('reset')
    back.closePage()
    // It is still being removed: whoever comes back in this moment has not two of them.
    expect(small.house.sessions.living(guest.id)).toBe(guest.session)
    await small.clock.advance(0)
    expect(small.house.sessions.living(guest.id)).toBeUndefined()
  })

  it('whose sandbox did not start says so, and the next Run tries again', async () => {
    await using small = house()
    const guest = await small.guest()
    small.house.isBroken = true
    guest.run()
    await until(() => guest.status.state === 'gone', 'the end of every try')
    expect(guest.status).toEqual({ state: 'gone', reason: 'failed', failure: 'engine' })
    expect(guest.refusals).toEqual(['sandbox-failed'])
    expect(small.house.failures.length).toBeGreaterThan(0)
    small.house.isBroken = false
    guest.run()
    await small.clock.advance(0)
    expect(guest.status.state).toBe('ready')
  })

  it('that finds no place in the queue is refused, and has none', async () => {
    await using small = house({ perAddress: 1 })
    const [inside, waits, late] = [
      await small.seated({ address: 'a' }),
      await small.guest({ address: 'a' }),
      await small.guest({ address: 'a' }),
    ]
    waits.run()
    late.run()
    await small.clock.advance(0)
    expect(inside.status.state).toBe('ready')
    expect([late.status, late.refusals]).toEqual([{ state: 'none' }, ['sandbox-full']])
  })
})
