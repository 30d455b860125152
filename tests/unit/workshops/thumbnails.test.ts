import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Thumbnail } from '../../../protocol/board-messages.ts'
import { withChange } from '../../../protocol/thumbnail-rows.ts'
import { OutputBuffer } from '../../../sandbox-server/sessions/terminals/output-buffer.ts'
import { Pictures } from '../../../sandbox-server/workshops/pictures.ts'
import { type SeenTerminal, Thumbnails } from '../../../sandbox-server/workshops/thumbnails.ts'
import { HandedClock } from '../../support/handed-clock.ts'

const TURN_MILLISECONDS = 50

/** A terminal that prints when the test says so. */
class Output {
  readonly kept = new OutputBuffer(64 * 1024)
  readonly size = { columns: 80, rows: 24 }
  read = 0

  print(text: string): void {
    this.kept.append(Buffer.from(text))
  }

  copy(offset: number, target: Buffer): void {
    this.read += target.length
    this.kept.copy(offset, target)
  }
}

/** Pictures that a slow machine does not make wait. */
class QuickPictures extends Pictures {
  override wasSlow(): void {}
}

function makeRoom(count: number, Made = Pictures) {
  const clock = new HandedClock()
  const pictures = new Made(clock)
  const outputs = Array.from({ length: count }, () => new Output())
  /** By seat, from 1; undefined: not agreed to. */
  const terminals = new Map<number, SeenTerminal | null | undefined>(
    outputs.map((terminal, index) => [index + 1, { name: 'chapter/block-1', terminal }]),
  )
  const seats = [...terminals.keys()]
  /** Time passes; each turn is done before the next one begins, however long the screens take. */
  const pass = async (milliseconds: number, boards = 1) => {
    for (let passed = 0; passed < milliseconds; passed += TURN_MILLISECONDS) {
      await clock.advance(TURN_MILLISECONDS)
      while (clock.timers < boards) await turn()
    }
  }
  return { clock, pictures, outputs, terminals, seats, pass }
}

function makeBoard({ clock, pictures, terminals }: ReturnType<typeof makeRoom>, compression = 1) {
  const board = {
    hasRoom: true,
    bytes: 0,
    told: [] as Thumbnail[],
    /** By seat, what its tile shows. */
    rows: new Map<number, string[]>(),
    names: new Map<number, string | null>(),
  }
  const thumbnails = new Thumbnails({
    pictures,
    clock,
    terminalOf: (seat) => terminals.get(seat),
    hasRoom: () => board.hasRoom,
    send(news) {
      for (const one of news) {
        board.told.push(one)
        if (one.terminal !== undefined) board.names.set(one.seat, one.terminal)
        const before = one.terminal === undefined ? (board.rows.get(one.seat) ?? []) : []
        board.rows.set(one.seat, withChange(before, one))
      }
      const { length } = JSON.stringify(news)
      board.bytes += length / compression
      return length
    },
    carried: () => board.bytes,
    onFault(error) {
      throw error
    },
  })
  onTestFinished(() => thumbnails[Symbol.dispose]())
  return { board, thumbnails }
}

describe('the thumbnails of a board', () => {
  it('show the last rows of each terminal in view, and then what changes', async () => {
    const room = makeRoom(3)
    const [one, two] = room.outputs as [Output, Output]
    const { board, thumbnails } = makeBoard(room)
    one.print('$ docker ps\r\nCONTAINER ID')
    two.print('$ ')
    thumbnails.view([1, 2])
    await room.pass(500)
    expect(board.rows).toEqual(
      new Map([
        [1, ['$ docker ps', 'CONTAINER ID']],
        [2, ['$']],
      ]),
    )
    one.print('  IMAGE')
    await room.pass(500)
    expect(board.told.at(-1)).toEqual({ seat: 1, lines: { 1: 'CONTAINER ID  IMAGE' } })
    expect(room.outputs[2]?.read).toBe(0)
  })

  it('tell nothing where nothing is printed, and read nothing', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    output.print('$ ')
    thumbnails.view([1])
    await room.pass(1000)
    const { read } = output
    await room.pass(60_000)
    expect([board.told.length, output.read]).toEqual([1, read])
  })

  it('are told twice a second at most, however much is printed', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    thumbnails.view([1])
    for (let time = 0; time < 100; time++) {
      output.print(`line ${time}\r\n`)
      await room.pass(50)
    }
    expect(board.told.length).toBeGreaterThan(8)
    expect(board.told.length).toBeLessThanOrEqual(10)
  })

  it('show the end of a print without end, and parse no more than a part of it', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    thumbnails.view([1])
    await room.pass(500)
    output.print(`${'y\r\n'.repeat(20_000)}last`)
    await room.pass(500)
    expect(board.rows.get(1)?.slice(-2)).toEqual(['y', 'last'])
    expect(board.bytes).toBeLessThan(1000)
  })

  it('go along with the reader, and say where there is no terminal', async () => {
    const room = makeRoom(1)
    const { board, thumbnails } = makeBoard(room)
    const other = new Output()
    room.outputs[0]?.print('first')
    other.print('second')
    thumbnails.view([1])
    await room.pass(500)
    room.terminals.set(1, { name: 'chapter/block-2', terminal: other })
    await room.pass(500)
    expect(board.told.at(-1)).toEqual({
      seat: 1,
      terminal: 'chapter/block-2',
      lines: { 0: 'second' },
    })
    room.terminals.set(1, null)
    await room.pass(500)
    expect(board.told.at(-1)).toEqual({ seat: 1, terminal: null, lines: {} })
    expect(room.pictures.count).toBe(0)
  })

  it('leave out what is old on a line that is slow, and then are right', async () => {
    const room = makeRoom(2)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    thumbnails.view([1, 2])
    await room.pass(500)
    const told = board.told.length
    board.hasRoom = false
    const { read } = output
    for (let time = 0; time < 100; time++) {
      output.print(`${time}\r`)
      await room.pass(50)
    }
    expect([board.told.length, output.read]).toEqual([told, read])
    board.hasRoom = true
    await room.pass(50)
    expect(board.rows.get(1)).toEqual(['99'])
    expect(board.told.length).toBe(told + 1)
  })

  it('are gone at once where the reader agrees no longer: nothing more is read or told', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    output.print('secret')
    thumbnails.view([1])
    await room.pass(500)
    room.terminals.set(1, undefined)
    thumbnails.withdraw(1)
    expect(board.told.at(-1)).toEqual({ seat: 1, terminal: null, lines: {} })
    expect(room.pictures.count).toBe(0)
    const told = board.told.length
    const { read } = output
    output.print(' and more')
    await room.pass(5000)
    expect([board.told.length, output.read]).toEqual([told, read])
  })

  it('are not told where the agreement ends while the rows are read', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    output.print('secret '.repeat(1000))
    output.copy = function (offset, target) {
      this.kept.copy(offset, target)
      room.terminals.set(1, undefined)
      thumbnails.withdraw(1)
    }
    thumbnails.view([1])
    await room.pass(5000)
    expect(board.rows.get(1)).toEqual([])
    expect(JSON.stringify(board.told)).not.toContain('secret')
  })

  it.each([
    { what: 'where all print four', pause: 250, compression: 1, least: 1 },
    {
      what: 'where all print four, over a line that compresses',
      pause: 250,
      compression: 5,
      least: 7,
    },
  ])('of 300 stay within 40 kB/s, and are fair, $what', async ({ pause, compression, least }) => {
    const room = makeRoom(300, QuickPictures)
    const { board, thumbnails } = makeBoard(room, compression)
    thumbnails.view(room.seats)
    let count = 0
    const passSeconds = async (seconds: number) => {
      for (let passed = 0; passed < seconds * 1000; passed += pause) {
        count += 1
        for (const output of room.outputs) {
          output.print(`line ${count} of what somebody has started, about as long as they are\r\n`)
        }
        await room.pass(pause)
      }
    }
    await passSeconds(15)
    const begun = { told: board.told.length, bytes: board.bytes }
    await passSeconds(10)
    // The last message is paid for by the time after it.
    expect((board.bytes - begun.bytes) / 10).toBeLessThan(46_000)
    const counts = new Map(room.seats.map((seat) => [seat, 0]))
    for (const { seat } of board.told.slice(begun.told)) {
      counts.set(seat, (counts.get(seat) ?? 0) + 1)
    }
    const [fewest, most] = [Math.min(...counts.values()), Math.max(...counts.values())]
    expect(fewest).toBeGreaterThanOrEqual(least)
    expect(most - fewest).toBeLessThanOrEqual(2)
  })

  it('wait where one was slow to make, so that all of them take a tenth of the time', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const { board, thumbnails } = makeBoard(room)
    thumbnails.view([1])
    room.pictures.wasSlow(200)
    output.print('late')
    await room.pass(1500)
    expect([output.read, board.rows.get(1)]).toEqual([0, undefined])
    await room.pass(1000)
    expect(board.rows.get(1)).toEqual(['late'])
  })

  it('of two boards are made once, and end with the last of them', async () => {
    const room = makeRoom(1)
    const [output] = room.outputs as [Output]
    const [first, second] = [makeBoard(room), makeBoard(room)]
    output.print('shared')
    first.thumbnails.view([1])
    second.thumbnails.view([1])
    await room.pass(500, 2)
    expect([first.board.rows.get(1), second.board.rows.get(1)]).toEqual([['shared'], ['shared']])
    expect(output.read).toBe('shared'.length)
    first.thumbnails[Symbol.dispose]()
    expect(room.pictures.count).toBe(1)
    second.thumbnails.view([])
    expect(room.pictures.count).toBe(0)
    await room.pass(1000, 0)
    expect(room.clock.timers).toBe(0)
  })
})
