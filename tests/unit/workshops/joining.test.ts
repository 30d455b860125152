import { describe, expect, it } from 'vitest'
import type { JoinTrouble, Mine, TakenSeat } from '../../../protocol/join-messages.ts'
import { JoinDesk } from '../../../sandbox-server/board/join-desk.ts'
import { DriverError } from '../../../sandbox-server/drivers/driver.ts'
import { MOVE_GUESSES } from '../../../sandbox-server/workshops/code-guesses.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import type { Workshops } from '../../../sandbox-server/workshops/workshops.ts'
import { joinWorkshop, TestBoard } from '../../support/board.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { Reader, until } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

const PLAN = `{ title: Docker for beginners, code: blue-42, seats: 3, chapters: [docker-basics],
  groups: [{ group: Left }], records: commands }`

async function blueWorkshop(plan = PLAN): Promise<TestServer> {
  const server = await startServer({ driver: noSandboxes, trustedProxies: ['127.0.0.1'] })
  server.workshops.plan('blue', parsePlan(plan, 'blue.yaml'))
  return server
}

interface Asked {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string
  /** Of the page. */
  readonly origin?: string
  /** The reader's address, as a proxy names it. */
  readonly from?: string
}

/** Asks what the join page asks. @returns the status, and the answer. */
async function ask<Answer extends object = { trouble: JoinTrouble; suggestion?: string }>(
  { address }: TestServer,
  path: string,
  { method, body, token, origin = address, from = '192.0.2.1' }: Asked = {},
): Promise<Answer & { status: number }> {
  const response = await fetch(`${address}/board/${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      Origin: origin,
      'X-Forwarded-For': from,
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { ...((await response.json()) as Answer), status: response.status }
}

const ada = { code: 'BLUE-42', name: 'Ada', hasThumbnail: false }

/** A page that is connected with a token. */
async function pageOf({ address }: TestServer, token: string): Promise<Reader> {
  const reader = new Reader(address, token)
  await reader.client.reach()
  await until(() => reader.news.length > 0, 'the state of the workshop')
  return reader
}

/** The code that a page asks for. */
async function moveCode(page: Reader): Promise<string> {
  page.client.tellWorkshop({ act: 'move' })
  const codes = () => page.news.flatMap((one) => (one.news === 'move' ? [one.code] : []))
  await until(() => codes().length > 0, 'the code')
  return codes().at(-1) as string
}

describe('the join page', () => {
  it('shows the workshop of a code, and lets in whoever gives a name', async () => {
    await using server = await blueWorkshop()
    const invitation = await ask(server, 'workshop?code=blue%2042')
    expect(invitation).toMatchObject({
      kind: 'workshop',
      title: 'Docker for beginners',
      phase: 'open',
      groups: ['Left'],
      seats: 3,
      taken: 0,
      asksThumbnail: true,
      recordsCommands: true,
      chapter: 'docker-basics',
    })
    const seat = await ask<TakenSeat>(server, 'join', { body: { ...ada, group: 'Left' } })
    expect(seat).toMatchObject({ status: 200, name: 'Ada', chapter: 'docker-basics', finished: [] })
    const { token } = seat
    expect(await ask(server, 'seat', { token })).toMatchObject({ name: 'Ada', taken: 1 })
  })

  it.each<[what: string, body: object, status: number, trouble: JoinTrouble]>([
    ['an unknown code', { ...ada, code: 'red-42' }, 404, 'code-unknown'],
    ['no name', { ...ada, name: ' ' }, 400, 'name-empty'],
    ['a name of 10,000 characters', { ...ada, name: 'a'.repeat(10_000) }, 400, 'name-long'],
    ['control characters', { ...ada, name: 'A\u0007da' }, 400, 'name-control'],
    ['markup', { ...ada, name: '<img src=x>' }, 400, 'name-markup'],
    ['no letters', { ...ada, name: '***' }, 400, 'name-unreadable'],
    ['a group that is none', { ...ada, group: 'Right' }, 400, 'group-unknown'],
    ['no consent said', { code: 'blue-42', name: 'Ada' }, 400, 'malformed'],
    ['more than is asked for', { ...ada, role: 'host' }, 400, 'malformed'],
  ])('refuses %s with a sentence', async (_, body, status, trouble) => {
    await using server = await blueWorkshop()
    const refused = await ask<{ trouble: string; sentence: string }>(server, 'join', { body })
    expect(refused).toMatchObject({ status, trouble })
    expect(refused.sentence).toMatch(/^[A-Z].*\.$/)
    // This host has no engine, and says so of each seat that is to be prepared.
    expect(server.faults.filter((fault) => !(fault instanceof DriverError))).toEqual([])
  })

  it('offers another name in the place of one that is taken', async () => {
    await using server = await blueWorkshop()
    await ask(server, 'join', { body: ada })
    const refused = await ask(server, 'join', { body: { ...ada, name: ' ADA ' } })
    expect(refused).toMatchObject({ status: 409, trouble: 'name-taken', suggestion: 'ADA 2' })
    const body = { ...ada, name: refused.suggestion }
    expect(await ask(server, 'join', { body })).toMatchObject({ status: 200, name: 'ADA 2' })
  })

  it('takes no requests of pages of another site', async () => {
    await using server = await blueWorkshop()
    const origin = 'https://elsewhere.example'
    expect(await ask(server, 'join', { body: ada, origin })).toMatchObject({ status: 400 })
    expect([...server.workshops.named('blue').seats]).toEqual([])
  })

  it('lets readers wait for a seat, and no more than have a chance', async () => {
    await using server = await blueWorkshop()
    for (let count = 0; count < 23; count++) {
      const body = { ...ada, name: `Reader ${count}` }
      expect(await ask(server, 'join', { body })).toMatchObject({ status: 200 })
    }
    expect(await ask(server, 'join', { body: ada })).toMatchObject({ status: 409, trouble: 'full' })
  })

  it('lets 300 readers of one address in within a minute, and a guesser of another one not', async () => {
    await using server = await blueWorkshop(PLAN.replace('seats: 3', 'seats: 300'))
    const wrong = { body: { ...ada, code: 'RED-42' }, from: '198.51.100.7' }
    const guesses = await Promise.all(Array.from({ length: 130 }, () => ask(server, 'join', wrong)))
    const troubles = new Set(guesses.map(({ trouble }) => trouble))
    expect(troubles).toEqual(new Set(['code-unknown', 'code-guessed']))
    // A right one is refused, too: the answer would tell it from the wrong ones.
    const right = { body: ada, from: '198.51.100.7' }
    expect(await ask(server, 'join', right)).toMatchObject({ trouble: 'code-guessed', status: 429 })
    const joins = Array.from({ length: 300 }, (_, count) =>
      ask(server, 'join', { body: { ...ada, name: `Reader ${count}` } }),
    )
    expect(new Set((await Promise.all(joins)).map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('lets a classroom in from whose address wrong codes came without end, by a code that was made', async () => {
    await using server = await blueWorkshop(PLAN.replace(' code: blue-42,', ''))
    server.workshops.plan('red', parsePlan('{ title: Red, code: RED-42, seats: 3 }', 'red.yaml'))
    const made = server.workshops.named('blue').plan.code
    const from = '198.51.100.7'
    const join = (code: string, name = 'Ada') =>
      ask(server, 'join', { body: { ...ada, code, name }, from })
    await Promise.all(Array.from({ length: 130 }, (_, guess) => join(`wrong-${guess}`)))
    expect(await join('wrong-again')).toMatchObject({ trouble: 'code-guessed' })
    expect(await join(made)).toMatchObject({ status: 200, name: 'Ada' })
    // Somebody has chosen this one, and a program may guess what people choose.
    expect(await join('RED-42', 'Bo')).toMatchObject({ trouble: 'code-guessed' })
  })

  it('is no way to fill the disk: a program that joins and leaves without end has to wait', async () => {
    await using server = await blueWorkshop()
    await joinWorkshop(server.address, ada)
    const workshop = server.workshops.named('blue')
    const given = { seat: workshop.seat(1), token: '' }
    const workshops = { ofCode: () => workshop, join: async () => given } as unknown as Workshops
    const sessions = { known: async () => undefined }
    const clock = new HandedClock()
    const desk = new JoinDesk({ workshops, sessions, courses: [''], pages: '', clock })
    const joins = async (times: number, address: string | undefined) => {
      for (let time = 0; time < times; time++) await desk.join(ada, address)
    }
    await joins(5000, '192.0.2.1')
    await expect(joins(1, '192.0.2.1')).rejects.toMatchObject({ trouble: 'busy' })
    await joins(1, '192.0.2.2')
    await joins(6000, undefined)
    await clock.advance(1000)
    await joins(1, '192.0.2.1')
  })

  it('says that there are no workshops where the server has no live terminals', async () => {
    await using server = await startServer({ driver: noSandboxes, pagesOnly: true })
    const refused = await ask(server, 'workshop?code=blue-42')
    expect(refused).toMatchObject({ status: 404, trouble: 'no-workshops' })
  })
})

describe('a seat that moves', () => {
  it('is brought by its code, once, and the old computer has nothing of it any more', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, ada)
    using old = await pageOf(server, token)
    old.client.tellWorkshop({ act: 'task', task: 'docker-basics/first', isDone: true })
    const code = await moveCode(old)
    expect(code).toMatch(/^\d{6}$/)
    const invited = await ask(server, `workshop?code=${code}`)
    expect(invited).toEqual({ kind: 'move', course: '', status: 200 })
    const moved = await ask<TakenSeat>(server, 'move', { body: { code } })
    expect(moved).toMatchObject({ status: 200, name: 'Ada', finished: ['docker-basics/first'] })
    await until(() => old.token !== token, 'the old token to be dropped')
    expect(old.news.find(({ news }) => news === 'left')).toEqual({ news: 'left', reason: 'moved' })
    expect(await ask(server, 'seat', { token })).toMatchObject({ trouble: 'not-in', status: 401 })
    expect(await ask(server, 'move', { body: { code } })).toMatchObject({ status: 404 })
    using here = await pageOf(server, moved.token)
    expect(here.news[0]).toMatchObject({ state: { name: 'Ada' } })
    using again = new Reader(server.address, token)
    await again.client.reach()
    // Its token is refused, and it goes on as that of a new reader who is in no workshop.
    expect(again.token).not.toBe(token)
    expect(again.news.filter(({ news }) => news === 'state')).toEqual([])
  })

  it('moves by a code of its host, too, and back again', async () => {
    await using server = await blueWorkshop()
    const first = await joinWorkshop(server.address, ada)
    using board = new TestBoard(server.address, server.hostToken)
    const done = await board.do('blue', { act: 'move', seat: 1 })
    const { answer: code = '' } = done as { answer?: string }
    const { token } = await ask<TakenSeat>(server, 'move', { body: { code } })
    using page = await pageOf(server, token)
    const back = await moveCode(page)
    const { token: third } = await ask<TakenSeat>(server, 'move', { body: { code: back } })
    expect(await ask(server, 'seat', { token: third })).toMatchObject({ status: 200 })
    for (const old of [first, token]) {
      expect(await ask(server, 'seat', { token: old })).toMatchObject({ status: 401 })
    }
  })

  it('is not found by guessing', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, ada)
    using page = await pageOf(server, token)
    const code = await moveCode(page)
    for (let guess = 0; guess < MOVE_GUESSES.perAddress.burst; guess++) {
      const wrong = String((Number(code) + 1 + guess) % 1_000_000).padStart(6, '0')
      await ask(server, 'move', { body: { code: wrong } })
    }
    expect(await ask(server, 'move', { body: { code } })).toMatchObject({ trouble: 'code-guessed' })
    const elsewhere = { body: { code }, from: '198.51.100.7' }
    expect(await ask(server, 'move', elsewhere)).toMatchObject({ status: 200 })
  })

  it('stays where it is when the server starts again', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, ada)
    const code = server.workshops.moveCode(server.workshops.named('blue').seat(1))
    await ask(server, 'move', { body: { code } })
    const [row] = server.workshops.records.readSeats('blue')
    expect(row).toMatchObject({ name: 'Ada', generation: 1 })
    expect(await ask(server, 'seat', { token })).toMatchObject({ status: 401 })
  })
})

describe('what is kept of a reader', () => {
  it('is shown to a reader who has left, or whose part a host has ended, and deleted at their wish', async () => {
    await using server = await blueWorkshop()
    const workshop = server.workshops.named('blue')
    const token = await joinWorkshop(server.address, ada)
    const other = await joinWorkshop(server.address, { ...ada, name: 'Bob' })
    expect(await ask(server, 'leave', { method: 'POST', body: {}, token })).toMatchObject({
      status: 200,
    })
    workshop.end(workshop.seat(2))
    expect(await ask(server, 'seat', { token })).toMatchObject({ trouble: 'not-in' })
    expect(await ask(server, 'mine', { token })).toMatchObject({ status: 200, name: 'Ada' })
    expect(await ask(server, 'mine', { token: other })).toMatchObject({ status: 200, name: 'Bob' })
    await ask(server, 'mine', { method: 'DELETE', token })
    expect(await ask(server, 'mine', { token })).toMatchObject({ trouble: 'not-in' })
    expect([...workshop.seats].map(({ name }) => name)).toEqual(['Bob'])
    expect(server.workshops.records.readSeats('blue').map(({ name }) => name)).not.toContain('Ada')
  })

  it('is shown to that reader alone, with who looked and what hosts did', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, ada)
    const other = await joinWorkshop(server.address, { ...ada, name: 'Bob' })
    using page = await pageOf(server, token)
    const { client } = page
    client.tellWorkshop({ act: 'at', position: { chapter: 'docker-basics' }, isSeen: true })
    client.tellWorkshop({
      act: 'ran',
      block: 'docker-basics/block-1',
      state: 'failed',
      status: 125,
      command: 'docker run',
    })
    client.tellWorkshop({ act: 'hand', words: 'It says no' })
    const { records } = server.workshops
    const look = records.askLook('blue', 1, Date.now(), 'Grace', 'docker-basics/block-1')
    records.typed('blue', 1, look, Date.now(), 'docker ps')
    records.endLook(look, Date.now() + 1, 'reader')
    using board = new TestBoard(server.address, server.hostToken)
    await board.do('blue', { act: 'message', to: 'all', text: 'Coffee at ten.' })
    await board.do('blue', { act: 'reset', to: { seats: [2] } })
    await until(() => server.workshops.named('blue').seat(1).hand !== undefined, 'the hand')
    const mine = await ask<Mine>(server, 'mine', { token })
    const facts = mine.facts.map(({ kind, about, words }) => [kind, about, words].join(' ').trim())
    expect(facts.sort()).toEqual([
      'asked Grace docker-basics/block-1',
      'at docker-basics',
      'hand  It says no',
      'joined Ada',
      'look-ended Grace docker-basics/block-1',
      'message Host Coffee at ten.',
      'ran docker-basics/block-1 docker run',
      'typed-text Grace docker ps',
    ])
    expect(mine).toMatchObject({
      name: 'Ada',
      recordsCommands: true,
      deletedAt: null,
      keepDays: 30,
    })
    // A host who closes the workshop early has it deleted earlier, too.
    const before = Date.now()
    server.workshops.named('blue').becomes('closed')
    const { deletedAt } = await ask<Mine>(server, 'mine', { token })
    expect(((deletedAt ?? 0) - before) / 86_400_000).toBeCloseTo(30, 2)
    const bob = await ask<Mine>(server, 'mine', { token: other })
    expect(JSON.stringify(bob)).not.toContain('Ada')
    expect(await ask(server, 'mine')).toMatchObject({ status: 401, trouble: 'not-in' })
    // Each costs the server some milliseconds, in which nobody's keys are heard.
    const { acts } = server.workshops.named('blue').seat(1)
    while (acts.take(1));
    expect(await ask(server, 'mine', { token })).toMatchObject({ status: 429, trouble: 'busy' })
    expect(await ask(server, 'mine', { token: server.hostToken })).toMatchObject({ status: 401 })
  })

  it('is deleted when the reader says so, of the board and of the file', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, ada)
    using page = await pageOf(server, token)
    page.client.tellWorkshop({ act: 'hand', words: 'Help' })
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    await until(() => board.seats.get(1)?.hand != null, 'the hand')
    expect(await ask(server, 'mine', { method: 'DELETE', token })).toMatchObject({ status: 200 })
    await until(() => page.news.some(({ news }) => news === 'left'), 'the last word')
    expect(await ask(server, 'mine', { token })).toMatchObject({ status: 401 })
    const { records } = server.workshops
    expect(records.readSeats('blue')).toEqual([])
    const rest = ['seats', 'visits', 'runs', 'tasks', 'hands', 'looks'].flatMap((table) =>
      records.writes.all(`SELECT * FROM ${table}`),
    )
    expect(JSON.stringify(rest)).not.toMatch(/Ada|Help/)
    // Nobody else gets the number, or what is told of the one would be told of the other.
    await joinWorkshop(server.address, { ...ada, name: 'Bob' })
    expect(records.readSeats('blue').map(({ seat }) => seat)).toEqual([2])
  })

  it('stays when the reader leaves, whose name is free then', async () => {
    await using server = await blueWorkshop()
    const token = await joinWorkshop(server.address, ada)
    expect(await ask(server, 'leave', { body: {}, token })).toMatchObject({ status: 200 })
    expect(await ask(server, 'seat', { token })).toMatchObject({ status: 401 })
    expect(server.workshops.records.readSeats('blue')).toMatchObject([{ name: 'Ada' }])
    expect(await ask(server, 'join', { body: ada })).toMatchObject({ status: 200 })
  })
})
