import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { systemClock } from '../sandbox-server/common/clock.ts'
import { OutputBuffer } from '../sandbox-server/sessions/terminals/output-buffer.ts'
import { Pictures } from '../sandbox-server/workshops/pictures.ts'
import { Thumbnails } from '../sandbox-server/workshops/thumbnails.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

const TILES = 300

/** How often each of them prints, and what one in thirty prints then that never stops; bytes. */
const PRINT_MILLISECONDS = 250
const FLOOD_BYTES = 16 * 1024
const FLOODS = 30

/** What comes into view first is told with a burst. */
const WARM_MILLISECONDS = 8000
const SAMPLE_MILLISECONDS = 2000
const MOST_SAMPLES = 8

/** A page of a board: it takes what comes, in a process of its own. */
const TAKER = join(import.meta.dirname, 'tiles-taker.ts')

interface Sample {
  /** Of one processor, of bytes to the host in a second, and of pictures of each tile in a second. */
  readonly processor: number
  readonly kilobytes: number
  readonly pictures: number
  /** How long the loop was kept from a timer, at worst of a hundred; milliseconds. */
  readonly delay: number
}

/** What a board with 300 tiles costs the server, each of whose terminals prints four times a second. */
export async function benchTiles(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal } = options
  const samples = Math.min(options.samples, MOST_SAMPLES)
  const terminals = Array.from({ length: TILES }, () => new PrintingTerminal())
  using _prints = printing(terminals)
  const take = async (what: string, board?: Board) => {
    const taken: Sample[] = []
    while (taken.length < samples) {
      signal.throwIfAborted()
      tell(`${what}: ${taken.length + 1} of ${samples}`)
      taken.push(await sample(board))
    }
    return taken
  }
  const alone = await take('no board')
  await using board = await Board.open(terminals)
  await delay(WARM_MILLISECONDS)
  const beside = await take(`${TILES} tiles`, board)
  const of = (figure: keyof Sample, taken: readonly Sample[]) => taken.map((one) => one[figure])
  const processor = of('processor', beside).map((share, index) => {
    return share - (alone[index]?.processor ?? 0)
  })
  return [
    compare({
      name: `${TILES} live tiles, % of one processor`,
      ours: processor,
      goal: { ours: 10 },
    }),
    compare({
      name: `${TILES} live tiles, kB/s to the host`,
      ours: of('kilobytes', beside),
      goal: { ours: 40 },
    }),
    compare({
      name: `${TILES} live tiles, seconds between two pictures of one`,
      ours: of('pictures', beside).map((pictures) => 1 / pictures),
    }),
    compare({
      name: 'a timer of the server beside them, p99, against none, ms',
      ours: of('delay', beside),
      peer: of('delay', alone),
    }),
  ]
}

/** Something that is as long as what most commands print, and is never twice the same. */
class PrintingTerminal {
  readonly kept = new OutputBuffer(512 * 1024)
  readonly size = { columns: 120, rows: 30 }
  #count = 0

  copy(offset: number, target: Buffer): void {
    this.kept.copy(offset, target)
  }

  print(isFlood: boolean): void {
    this.#count += 1
    const line = `\x1b[32m${this.#count}\x1b[m  ${Math.random()}  registry.example/image:${this.#count}  Up 2 minutes\r\n`
    this.kept.append(Buffer.from(isFlood ? line.repeat(FLOOD_BYTES / line.length) : line))
  }
}

function printing(terminals: readonly PrintingTerminal[]): Disposable {
  const timer = setInterval(() => {
    for (const [index, terminal] of terminals.entries()) terminal.print(index % FLOODS === 0)
  }, PRINT_MILLISECONDS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

async function sample(board?: Board): Promise<Sample> {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const begun = performance.now()
  const [processor, before] = [process.cpuUsage(), board?.counts]
  await delay(SAMPLE_MILLISECONDS)
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(processor)
  loop.disable()
  const after = board?.counts
  return {
    processor: ((user + system) / 1e6 / seconds) * 100,
    kilobytes: ((after?.bytes ?? 0) - (before?.bytes ?? 0)) / 1000 / seconds,
    pictures: ((after?.pictures ?? 0) - (before?.pictures ?? 0)) / TILES / seconds,
    delay: loop.percentile(99) / 1e6,
  }
}

/** A board's line and its thumbnails, as `sandbox-server/board` joins them. */
class Board implements AsyncDisposable {
  readonly #ends = new AsyncDisposableStack()
  readonly #stream: () => Socket
  #pictures = 0

  private constructor(stream: () => Socket) {
    this.#stream = stream
  }

  static async open(terminals: readonly PrintingTerminal[]): Promise<Board> {
    const server = createServer()
    const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 1024 } })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const taker = fork(TAKER, [`ws://127.0.0.1:${port}`])
    const [socket, { socket: stream }] = await once(sockets, 'connection')
    const board = new Board(() => stream)
    const thumbnails = new Thumbnails({
      pictures: new Pictures(systemClock),
      terminalOf: (seat) => ({ name: 'bench', terminal: terminals[seat - 1] as PrintingTerminal }),
      hasRoom: () => socket.bufferedAmount < 64 * 1024,
      carried: () => stream.bytesWritten,
      send(thumbnails) {
        board.#pictures += thumbnails.length
        const text = JSON.stringify({ type: 'thumbnails', thumbnails })
        socket.send(text)
        return Buffer.byteLength(text)
      },
      clock: systemClock,
      onFault(error) {
        throw error
      },
    })
    thumbnails.view(terminals.map((_, index) => index + 1))
    board.#ends.use(thumbnails)
    board.#ends.defer(async () => {
      const ended = once(taker, 'exit')
      taker.kill()
      await ended
      sockets.close()
      server.close()
    })
    return board
  }

  get counts(): { readonly bytes: number; readonly pictures: number } {
    return { bytes: this.#stream().bytesWritten, pictures: this.#pictures }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ends.disposeAsync()
  }
}
