import { percentile } from '../runner/rehearsal/statistics.ts'
import type { NodeWay } from './bench-node.ts'
import { type BenchTerminal, echoing, KEYS, timeKey } from './bench-terminal.ts'
import { OurServer, OurTerminal } from './our-server.ts'
import { type BenchOptions, type Comparison, compare, type Row } from './row.ts'
import { shellsSide } from './sides.ts'

/** A figure of each takes seconds. */
const MOST_PRINTS = 5
const MOST_STARTS = 10

/** Goals of a key's echo, against a server that has the engine itself. */
const ECHO_RATIOS: Readonly<Record<NodeWay, number>> = { socket: 1.05, tls: 1.5 }

const NAMES: Readonly<Record<NodeWay, string>> = {
  socket: 'a node by a Unix socket',
  tls: 'a node by TLS on the loopback',
}

interface Side {
  readonly server: OurServer
  readonly terminal: BenchTerminal
  readonly print: () => Promise<number>
  readonly echoes: number[]
  readonly starts: number[]
  readonly prints: number[]
}

/** What it costs that the engine is a node's, with sandboxes and programs that are real. */
export async function benchNodes(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal, samples } = options
  await using opened = new AsyncDisposableStack()
  const open = async (way?: NodeWay) => {
    signal.throwIfAborted()
    tell(`starting a sandbox of ${way ? NAMES[way] : 'the server itself'}`)
    return sideOf(opened.use(await OurServer.start(way ? { node: { way } } : {})))
  }
  const here = await open()
  const sides = { socket: await open('socket'), tls: await open('tls') }
  const all = [here, sides.socket, sides.tls]
  const inTurns = async (what: string, times: number, take: (side: Side) => Promise<void>) => {
    for (let time = 1; time <= times; time++) {
      signal.throwIfAborted()
      tell(`${what}: ${time} of ${times}`)
      // Nobody is always the first after the pause.
      for (let turn = 0; turn < all.length; turn++) {
        await take(all[(time + turn) % all.length] as Side)
      }
    }
  }
  await inTurns('echo', samples * KEYS, async ({ terminal, echoes }) => {
    echoes.push(await timeKey(terminal))
  })
  await inTurns('print', Math.min(samples, MOST_PRINTS), async ({ print, prints }) => {
    prints.push(await print())
  })
  await inTurns('start', Math.min(samples, MOST_STARTS), async ({ server, starts }) => {
    starts.push(await timeStart(server))
  })
  return (['socket', 'tls'] as const).flatMap((way) => {
    const row = (
      what: string,
      of: 'echoes' | 'prints' | 'starts',
      rule: Partial<Comparison> = {},
    ) => compare({ name: `${NAMES[way]}: ${what}`, ours: sides[way][of], peer: here[of], ...rule })
    return [
      row('echo of a key, p50, ms', 'echoes', { goal: { ratio: ECHO_RATIOS[way] } }),
      row('echo of a key, p99, ms', 'echoes', { of: percentile(0.99) }),
      row('print 50 MB, s', 'prints'),
      row('cold sandbox, s', 'starts'),
    ]
  })
}

async function sideOf(server: OurServer): Promise<Side> {
  const reader = server.reader()
  await reader.exec('true')
  let count = 0
  const open = async () => new OurTerminal(reader, `bench/${count++}`)
  const { take } = shellsSide({ name: 'ours', pid: server.pid, open, openBare: open })
  return {
    server,
    terminal: await echoing(await open()),
    print: take.print as () => Promise<number>,
    echoes: [],
    starts: [],
    prints: [],
  }
}

/** @returns seconds until a new reader's first command has run. */
async function timeStart(server: OurServer): Promise<number> {
  const reader = server.reader()
  const began = performance.now()
  await reader.exec('true')
  const seconds = (performance.now() - began) / 1000
  reader.reset()
  return seconds
}
