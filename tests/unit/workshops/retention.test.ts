import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { House } from '../../../sandbox-server/house/house.ts'
import { SessionTokens } from '../../../sandbox-server/sessions/session-token.ts'
import {
  answerOf,
  giveOrder,
  type OrderAct,
} from '../../../sandbox-server/workshops/records/orders.ts'
import { Workshops } from '../../../sandbox-server/workshops/workshops.ts'
import { LIMITS, SmallHouse } from '../../support/small-house.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Workshops over a small house, whose one plan closes in an hour and is kept for two days. */
async function room() {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-retention-'))
  await mkdir(join(stateDirectory, 'workshops'))
  const house = new SmallHouse({ maximum: 2 })
  const { clock, sessions } = house
  const closes = new Date(clock.date() + 60 * MINUTE).toISOString()
  await writeFile(
    join(stateDirectory, 'workshops', 'blue.yaml'),
    `title: Blue\nseats: 2\ncloses: ${closes}\nkeep-days: 2\n`,
  )
  const faults: unknown[] = []
  const open = () => {
    const workshops = new Workshops({
      stateDirectory,
      tokens: new SessionTokens(new Uint8Array(32)),
      clock,
      onFault: (error) => faults.push(error),
    })
    workshops.serve({ house: house as unknown as House, sessions, limits: LIMITS })
    return workshops
  }
  const opened = { workshops: open() }
  onTestFinished(async () => {
    opened.workshops.close()
    await house[Symbol.asyncDispose]()
    await rm(stateDirectory, { recursive: true })
  })
  const joinBlue = (name: string) =>
    opened.workshops.join(opened.workshops.named('blue'), { name, hasThumbnail: false })
  return {
    clock,
    faults,
    join: joinBlue,
    get workshops() {
      return opened.workshops
    },
    get names() {
      return opened.workshops.records.writes
        .all('SELECT name FROM seats')
        .map(({ name }) => name as string)
    },
    restart() {
      opened.workshops.close()
      opened.workshops = open()
    },
  }
}

describe('what names a person', () => {
  it('is deleted some days after the closing, also on the board', async () => {
    const at = await room()
    await at.join('Ada')
    await at.clock.advance(60 * MINUTE)
    expect(at.workshops.named('blue').phase).toBe('closed')
    at.clock.jump(2 * DAY - 10 * MINUTE)
    await at.clock.advance(9 * MINUTE)
    expect(at.names).toEqual(['Ada'])
    await at.clock.advance(3 * MINUTE)
    expect(at.names).toEqual([''])
    expect([...at.workshops.named('blue').seats]).toEqual([])
    expect(at.faults).toEqual([])
  })

  it('is deleted by a server that was off when the time came', async () => {
    const at = await room()
    await at.join('Ada')
    at.clock.jump(3 * DAY)
    at.restart()
    await at.clock.advance(2 * MINUTE)
    expect(at.names).toEqual([''])
  })

  it('is not deleted by a clock that jumps for a moment', async () => {
    const at = await room()
    await at.join('Ada')
    at.clock.jump(9 * DAY)
    await at.clock.advance(30_000)
    at.clock.jump(-9 * DAY)
    await at.clock.advance(5 * MINUTE)
    expect(at.names).toEqual(['Ada'])
  })

  it('is deleted later, and ends no server, where the disk fails when the time comes', async () => {
    const at = await room()
    await at.join('Ada')
    at.clock.jump(3 * DAY)
    const broken = new Error('The disk does not work.')
    const { records } = at.workshops
    const due = vi.spyOn(records, 'due').mockImplementation(() => {
      throw broken
    })
    await at.clock.advance(2 * MINUTE)
    expect(at.faults).toContain(broken)
    due.mockRestore()
    await at.clock.advance(3 * MINUTE)
    expect(at.names).toEqual([''])
  })

  it('is not mixed with that of a later reader, who gets another seat', async () => {
    const at = await room()
    await at.join('Ada')
    at.workshops.named('blue').forgetSeats()
    at.workshops.records.forget('blue', at.clock.date())
    const { seat } = await at.join('Ben')
    expect(seat.number).toBe(2)
    expect(at.names).toEqual(['', 'Ben'])
  })
})

describe('an order of the command line', () => {
  const order = (at: Awaited<ReturnType<typeof room>>, act: OrderAct, workshop = 'blue') =>
    giveOrder(at.workshops.records.writes, { workshop, act }, at.clock.date())

  it('is followed once, within a second, and answered', async () => {
    const at = await room()
    const close = order(at, 'close')
    expect(answerOf(at.workshops.records.writes, close)).toBe(undefined)
    await at.clock.advance(1000)
    expect(answerOf(at.workshops.records.writes, close)).toBe(null)
    expect(at.workshops.named('blue').phase).toBe('closed')
    order(at, 'open')
    await at.clock.advance(5000)
    expect(at.workshops.named('blue').phase).toBe('open')
    const actions = at.workshops.records.readActions('blue', 9)
    expect(actions.map(({ host, act }) => [host, act.act])).toEqual([
      ['Command line', 'close'],
      ['Command line', 'open'],
    ])
  })

  it('that cannot be followed is answered with a sentence', async () => {
    const at = await room()
    const number = order(at, 'open', 'red')
    await at.clock.advance(1000)
    expect(answerOf(at.workshops.records.writes, number)).toBe('There is no workshop red.')
  })

  it('that nobody has followed in time is not followed later', async () => {
    const at = await room()
    at.workshops.close()
    at.restart()
    order(at, 'close')
    at.clock.jump(MINUTE)
    await at.clock.advance(2000)
    expect(at.workshops.named('blue').phase).toBe('open')
  })

  it('deletes a workshop with all that is kept of it, and nobody sits in it any more', async () => {
    const at = await room()
    const { seat } = await at.join('Ada')
    order(at, 'delete')
    await at.clock.advance(3000)
    expect([...at.workshops.all]).toEqual([])
    expect(at.names).toEqual([])
    expect(at.workshops.seatOf(seat.session)).toBe(undefined)
    // Its file is gone, too.
    at.restart()
    expect([...at.workshops.all]).toEqual([])
  })
})
