import { describe, expect, it, onTestFinished } from 'vitest'
import type { BoardLook } from '../../../protocol/board-messages.ts'
import { decodeOutput } from '../../../protocol/frames.ts'
import type { WorkshopAct } from '../../../protocol/workshop-messages.ts'
import type { Screen } from '../../../sandbox-server/sessions/terminals/spectator.ts'
import { Terminal } from '../../../sandbox-server/sessions/terminals/terminal.ts'
import type { LookView, UsedTerminal } from '../../../sandbox-server/workshops/look.ts'
import { Looks } from '../../../sandbox-server/workshops/looks.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { openRecords } from '../../../sandbox-server/workshops/records/open-records.ts'
import type { Seat } from '../../../sandbox-server/workshops/seat.ts'
import { joinWorkshop, TestBoard } from '../../support/board.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { Reader, until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'
import { TestPty } from '../../support/test-pty.ts'

const MINUTE = 60_000
const ADA = 1

function makeTerminal(name: string) {
  const pty = new TestPty()
  const terminal = new Terminal(pty, MINUTE, undefined, undefined, { columns: 80, rows: 24 })
  onTestFinished(() => terminal.close())
  const print = async (text: string) => {
    const end = terminal.kept.end + text.length
    pty.print(text)
    await until(() => terminal.kept.end >= end, 'what was printed')
  }
  return { pty, print, used: { name, terminal } satisfies UsedTerminal }
}

/** A workshop with one reader, Ada, who is here and uses one terminal. */
function makeRoom(records = openRecords(':memory:')) {
  const clock = new HandedClock()
  const block = makeTerminal('docker-basics/block-1')
  const ada = { isIn: true, isHere: true, used: block.used as UsedTerminal | undefined, stirs: 0 }
  const looks = new Looks({
    workshop: 'blue',
    records,
    clock,
    readerOf: () =>
      ada.isIn
        ? { name: 'Ada', isHere: ada.isHere, used: ada.used, stir: () => ada.stirs++ }
        : undefined,
  })
  const answer = (look: number, isAllowed: boolean, shown = looks.of(ADA)[0]) => {
    const { state, terminal } = shown as BoardLook
    const asked = state as 'asked' | 'type-asked'
    looks.hear(ADA, { act: 'answer', look, asked, terminal, isAllowed } satisfies WorkshopAct)
  }
  return { clock, records, looks, ada, block, answer }
}

function makeBoard({ looks }: ReturnType<typeof makeRoom>, host = 'Grace') {
  const board = {
    told: [] as BoardLook[],
    screens: [] as (Screen & { look: number })[],
    /** By look, what came after the screen. */
    bytes: new Map<number, string>(),
    get state() {
      return this.told.at(-1)?.state
    },
  }
  const view: LookView = {
    host,
    tell: (look) => board.told.push(look),
    screen: (look, screen) => board.screens.push({ look, ...screen }) > 0,
    sendFrame(frame) {
      const output = decodeOutput(frame)
      if (!output) throw new Error('That is no frame.')
      const before = board.bytes.get(output.channel) ?? ''
      board.bytes.set(output.channel, before + Buffer.from(output.bytes).toString())
      return true
    },
  }
  const watching = looks.watch(view)
  onTestFinished(() => watching[Symbol.dispose]())
  return { board, leave: () => watching[Symbol.dispose]() }
}

/** Grace looks at Ada, who has said yes. */
async function looking() {
  const room = makeRoom()
  const { board, leave } = makeBoard(room)
  await room.block.print('$ docker ps')
  const look = room.looks.ask('Grace', ADA)
  room.answer(look, true)
  await until(() => board.screens.length === 1, 'the screen')
  return { ...room, board, leave, look }
}

/** Grace types, too. */
async function typing() {
  const room = await looking()
  room.looks.askToType('Grace', room.look)
  room.answer(room.look, true)
  expect(room.board.state).toBe('typing')
  return room
}

function rowOf({ records }: ReturnType<typeof makeRoom>, look: number) {
  return records.writes.one('SELECT * FROM looks WHERE look = ?', look)
}

describe('a look', () => {
  it('shows nothing before the reader has said yes', async () => {
    const room = makeRoom()
    const { board } = makeBoard(room)
    await room.block.print('secret')
    const look = room.looks.ask('Grace', ADA)
    expect(room.looks.of(ADA)).toEqual([
      { look, host: 'Grace', terminal: 'docker-basics/block-1', state: 'asked' },
    ])
    await room.clock.advance(5000)
    expect(board.state).toBe('asked')
    expect([board.screens, [...board.bytes]]).toEqual([[], []])
    room.answer(look, false)
    await room.clock.advance(5000)
    expect(board.state).toBe('refused')
    expect([board.screens, [...board.bytes]]).toEqual([[], []])
    expect(room.looks.of(ADA)).toEqual([])
    expect(rowOf(room, look)).toMatchObject({ began_at: null, ended_by: 'reader' })
  })

  it('shows the screen and what follows, once the reader has said yes', async () => {
    const { board, block, look, looks } = await looking()
    expect(board.screens[0]).toMatchObject({ look, columns: 80, rows: 24 })
    expect(board.screens[0]?.text).toContain('$ docker ps')
    await block.print('\r\nCONTAINER')
    expect(board.bytes.get(look)).toBe('\r\nCONTAINER')
    expect(looks.of(ADA)[0]?.state).toBe('looking')
  })

  it.each(['reader', 'host'] as const)('that the %s ends shows not one byte more', async (by) => {
    const room = await looking()
    const { look, looks, board, block } = room
    if (by === 'reader') looks.hear(ADA, { act: 'end-look', look })
    else looks.end('Grace', look)
    await block.print('secret')
    await room.clock.advance(5000)
    expect(board.state).toBe(`ended-by-${by}`)
    expect(board.bytes.get(look)).toBe(undefined)
    expect(board.screens.length).toBe(1)
    expect(looks.of(ADA)).toEqual([])
    expect(rowOf(room, look)).toMatchObject({ ended_by: by, typed_at: null })
    expect(room.clock.timers).toBe(0)
  })

  it('that nobody answers is withdrawn after a minute', async () => {
    const room = makeRoom()
    const { board } = makeBoard(room)
    const look = room.looks.ask('Grace', ADA)
    await room.clock.advance(59_000)
    expect(board.state).toBe('asked')
    await room.clock.advance(1500)
    expect(board.state).toBe('unanswered')
    room.answer(look, true, { look, host: 'Grace', terminal: '', state: 'asked' })
    expect(board.state).toBe('unanswered')
    expect(room.looks.of(ADA)).toEqual([])
  })

  it('cannot be asked for again and again', async () => {
    const room = makeRoom()
    makeBoard(room)
    const look = room.looks.ask('Grace', ADA)
    expect(() => room.looks.ask('Grace', ADA)).toThrow('You have asked Ada already')
    room.answer(look, false)
    expect(() => room.looks.ask('Grace', ADA)).toThrow('Ada has not said yes. Ask again in 60 s.')
    room.looks.ask('Linus', ADA)
    await room.clock.advance(MINUTE)
    room.looks.ask('Grace', ADA)
  })

  it('needs a reader who is here and takes part', () => {
    const room = makeRoom()
    room.ada.isHere = false
    expect(() => room.looks.ask('Grace', ADA)).toThrow('Ada is not here.')
    room.ada.isIn = false
    expect(() => room.looks.ask('Grace', ADA)).toThrow('takes part no longer')
  })

  it('is kept by a reader who loads the page again, and shows nothing meanwhile', async () => {
    const { ada, looks, board, block, clock, look } = await looking()
    ada.isHere = false
    looks.check()
    await block.print('unseen')
    await clock.advance(10_000)
    expect(board.bytes.get(look)).toBe(undefined)
    ada.isHere = true
    looks.check()
    await until(() => board.screens.length === 2, 'the screen')
    expect(looks.of(ADA)[0]?.state).toBe('looking')
  })

  it.each([
    [
      'a reader who leaves',
      async (room: Awaited<ReturnType<typeof looking>>) => {
        room.ada.isHere = false
      },
    ],
    [
      'a reader whose part is over',
      async (room: Awaited<ReturnType<typeof looking>>) => {
        room.ada.isIn = false
      },
    ],
    [
      'the last board of the host',
      async (room: Awaited<ReturnType<typeof looking>>) => {
        room.leave()
      },
    ],
  ])('ends with %s', async (_what, leave) => {
    const room = await looking()
    await leave(room)
    await room.clock.advance(16_000)
    expect(room.looks.of(ADA)).toEqual([])
    expect(rowOf(room, room.look)).toMatchObject({ ended_by: 'server' })
    expect(room.clock.timers).toBe(0)
  })

  it('goes on for a host who loads the board again', async () => {
    const { leave, clock, looks, look, block, ...room } = await looking()
    leave()
    await clock.advance(5000)
    const { board } = makeBoard({ leave, clock, looks, look, block, ...room } as never)
    await until(() => board.screens.length === 1, 'the screen')
    expect(board.told[0]).toMatchObject({ look, state: 'looking', seat: ADA })
    await clock.advance(MINUTE)
    expect(looks.of(ADA).length).toBe(1)
  })

  it('goes along to the terminal that the reader uses now, and says which', async () => {
    const { ada, board, clock, look, looks, block } = await looking()
    const other = makeTerminal('docker-basics/block-2')
    await other.print('other')
    ada.used = other.used
    await clock.advance(1000)
    await until(() => board.screens.length === 2, 'the other screen')
    expect(board.screens[1]?.text).toContain('other')
    expect(board.told.at(-1)?.terminal).toBe('docker-basics/block-2')
    expect(looks.of(ADA)[0]?.terminal).toBe('docker-basics/block-2')
    await block.print('the first one')
    expect(board.bytes.get(look)).toBe(undefined)
    ada.used = undefined
    await clock.advance(1000)
    expect(board.told.at(-1)?.terminal).toBe('')
  })

  it('of another host is one of its own', async () => {
    const room = await looking()
    const linus = makeBoard(room, 'Linus')
    const second = room.looks.ask('Linus', ADA)
    await room.block.print('x')
    expect(linus.board.screens).toEqual([])
    expect(() => room.looks.end('Linus', room.look)).toThrow('That look is over.')
    expect(() => room.looks.askToType('Linus', room.look)).toThrow('That look is over.')
    room.answer(second, true, room.looks.of(ADA)[1])
    await until(() => linus.board.screens.length === 1, "the second host's screen")
    room.looks.end('Grace', room.look)
    await room.block.print('y')
    expect(linus.board.bytes.get(second)).toBe('y')
    expect(room.board.bytes.get(room.look)).toBe('x')
  })

  it('of a reader is not answered by another one', async () => {
    const room = makeRoom()
    const { board } = makeBoard(room)
    const look = room.looks.ask('Grace', ADA)
    const terminal = 'docker-basics/block-1'
    room.looks.hear(2, { act: 'answer', look, asked: 'asked', terminal, isAllowed: true })
    room.looks.hear(2, { act: 'end-look', look })
    expect(board.state).toBe('asked')
  })

  it('ends with the reader who leaves, or has all deleted that is kept', async () => {
    await using server = await startServer({ driver: noSandboxes })
    server.workshops.plan(
      'blue',
      parsePlan('{ title: Blue, code: blue-42, seats: 3 }', 'blue.yaml'),
    )
    using board = new TestBoard(server.address, server.hostToken)
    await board.watch('blue')
    const workshop = server.workshops.named('blue')
    for (const [name, act] of [
      ['Ada', 'leave'],
      ['Eve', 'delete'],
    ] as const) {
      const token = await joinWorkshop(server.address, { code: 'blue-42', name })
      using reader = new Reader(server.address, token)
      await reader.client.reach()
      const seat = [...workshop.seats].find((one) => one.name === name) as Seat
      await until(() => seat.pages.size === 1, 'the page')
      const asked = await board.do('blue', { act: 'look', seat: seat.number })
      workshop[act](seat)
      const look = Number((asked as { answer: string }).answer)
      await until(() => board.look(look)?.state === 'gone', 'the end')
      await until(() => seat.pages.size === 0, 'the end of the page')
    }
    const isOfEngine = (fault: unknown) => (fault as Error).name === 'DriverError'
    expect(server.faults.filter((fault) => !isOfEngine(fault))).toEqual([])
  })

  it('ends with a server that stops, which leaves no timer', async () => {
    const room = await looking()
    room.looks.close()
    await room.clock.advance(1000)
    expect(room.clock.timers).toBe(0)
    expect(rowOf(room, room.look)).toMatchObject({ ended_by: 'server' })
  })

  it('ends with the server, which says so when it comes back', () => {
    const records = openRecords(':memory:')
    const room = makeRoom(records)
    makeBoard(room)
    const look = room.looks.ask('Grace', ADA)
    const next = makeRoom(records)
    expect(rowOf(next, look)).toMatchObject({ ended_by: 'server' })
    expect(next.looks.of(ADA)).toEqual([])
    expect(next.looks.ask('Grace', ADA)).toBeGreaterThan(look)
  })
})

describe('typing by a host', () => {
  it('needs a second yes', async () => {
    const { looks, look, block, board, answer, ada } = await looking()
    looks.type('Grace', look, 'rm -rf /\r')
    looks.askToType('Grace', look)
    expect(board.state).toBe('type-asked')
    looks.type('Grace', look, 'rm -rf /\r')
    answer(look, false)
    expect(board.state).toBe('looking')
    looks.type('Grace', look, 'rm -rf /\r')
    expect([block.pty.typed, ada.stirs]).toEqual([[], 0])
    expect(() => looks.askToType('Grace', look)).toThrow('Ask again in 60 s.')
  })

  it('is not allowed by a first yes that was pressed twice', async () => {
    const { looks, look, board, answer } = await looking()
    const question = { ...(looks.of(ADA)[0] as BoardLook), state: 'asked' as const }
    looks.askToType('Grace', look)
    answer(look, true, question)
    expect(board.state).toBe('type-asked')
  })

  it('reaches the terminal, wakes the sandbox, and is in the records', async () => {
    const room = await typing()
    room.looks.type('Grace', room.look, 'docker ps')
    room.looks.type('Grace', room.look, '\r')
    room.looks.type('Linus', room.look, 'not mine')
    expect(room.block.pty.typed).toEqual(['docker ps', '\r'])
    expect(room.ada.stirs).toBe(2)
    expect(room.block.used.terminal.usedAt).toBe(0)
    expect(room.records.typedTo('blue', ADA)).toMatchObject([
      { look: room.look, text: 'docker ps' },
    ])
    expect(rowOf(room, room.look)).toMatchObject({ typed_at: expect.any(Number) })
  })

  it('that has ended drops each key that comes later', async () => {
    const room = await typing()
    room.looks.type('Grace', room.look, 'a')
    room.looks.hear(ADA, { act: 'end-look', look: room.look })
    room.looks.type('Grace', room.look, 'b')
    expect(room.block.pty.typed).toEqual(['a'])
    expect(room.records.typedTo('blue', ADA)).toMatchObject([{ text: 'a' }])
  })

  it('does not go along to another terminal: that is asked for anew', async () => {
    const room = await typing()
    const other = makeTerminal('docker-basics/block-2')
    room.ada.used = other.used
    room.looks.type('Grace', room.look, 'x')
    expect([room.block.pty.typed, other.pty.typed]).toEqual([[], []])
    expect(room.board.state).toBe('looking')
    const question = { ...(room.looks.of(ADA)[0] as BoardLook), state: 'type-asked' as const }
    room.looks.askToType('Grace', room.look)
    room.answer(room.look, true, { ...question, terminal: 'docker-basics/block-1' })
    expect(room.board.state).toBe('type-asked')
    room.answer(room.look, true)
    room.looks.type('Grace', room.look, 'y')
    expect([room.block.pty.typed, other.pty.typed]).toEqual([[], ['y']])
  })

  it('waits for no reader who is away', async () => {
    const room = await typing()
    room.ada.isHere = false
    room.looks.type('Grace', room.look, 'x')
    room.ada.isHere = true
    expect(room.block.pty.typed).toEqual([])
  })
})
