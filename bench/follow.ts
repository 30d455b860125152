import { setTimeout as delay } from 'node:timers/promises'
import type { LiveClient } from '../protocol/client.ts'
import { percentile } from '../runner/rehearsal/statistics.ts'
import { TestBoard } from '../tests/support/board.ts'
import { until } from '../tests/support/reader.ts'
import { atPrompt, echoing, KEYS, timeKey } from './bench-terminal.ts'
import { BENCH_WORKSHOP, OurServer, OurTerminal } from './our-server.ts'
import { ofProcess } from './processor-seconds.ts'
import { Room } from './room.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

const WATCHERS = 300

/** Goals of the issue: 300 cost at most 3 times what one costs, and a key comes back as before. */
const COST_RATIO = 3
const ECHO_RATIO = 1.2

const TERMINAL = 'bench/host'

/** How long each sample of the cost is, in milliseconds. The kernel counts in hundredths of a second. */
const SAMPLE_MILLISECONDS = 10_000

/** What a host shows for so long: a key five times a second, and a build that logs 20 lines a second. */
const KEY_MILLISECONDS = 200
const BUILD =
  'i=0; while sleep 0.05; do i=$((i+1)); printf "\\033[36m#%d\\033[0m %d.%d sha256:%064d extracting layer of docker.io/library/node\\n" $i $i $i $i; done'

type Demonstration = 'typing' | 'a build'

/**
 * A host's terminal that 300 pages of a workshop show, against one page that does: processor time of the
 * server. Then a key's echo in another sandbox beside it, against the same key with nothing shown.
 */
export async function benchFollow(options: BenchOptions): Promise<readonly Row[]> {
  const { tell } = options
  await using server = await OurServer.start({ workshopSeats: WATCHERS })
  let token: string | undefined
  const host = server.reader((saved) => {
    token = saved
  })
  tell('starting two sandboxes')
  const shown = new OurTerminal(host, TERMINAL)
  const [, typing] = await Promise.all([atPrompt(shown), echoing(bystander(server.reader()))])
  using board = new TestBoard(server.address, server.hostToken)
  await board.watch(BENCH_WORKSHOP)
  board.send({ type: 'terminals', ...(token !== undefined && { reader: token }) })
  tell(`${WATCHERS} pages join`)
  const { address } = server
  await using room = await Room.open({ address, code: BENCH_WORKSHOP, count: WATCHERS })
  const show = async (following: number) => {
    const { screens } = await room.tally()
    await room.follow(following)
    const terminal = following === 0 ? null : TERMINAL
    await board.do(BENCH_WORKSHOP, { act: 'show', terminal })
    if (following > 0) await until(async () => (await room.tally()).screens > screens, 'the screen')
  }
  const rows: Row[] = []
  for (const demonstration of ['typing', 'a build'] as const) {
    rows.push(await cost(demonstration, { server, shown, show, options }))
  }
  const [beside, alone] = [[] as number[], [] as number[]]
  const keys = options.samples * KEYS
  shown.write(`${BUILD}\r`)
  for (const [times, following] of [
    [alone, 0],
    [beside, WATCHERS],
    [alone, 0],
    [beside, WATCHERS],
  ] as const) {
    await show(following)
    for (let key = 0; key < keys / 2; key++) {
      options.signal.throwIfAborted()
      tell(`echo beside ${following} watchers: ${times.length + 1} of ${keys} keys`)
      times.push(await timeKey(typing))
    }
  }
  shown.write('\u0003')
  const name = `echo of a key beside a terminal that ${WATCHERS} pages show`
  rows.push(
    compare({ name: `${name}, against none, p50, ms`, ours: beside, peer: alone }),
    compare({
      name: `${name}, against none, p99, ms`,
      ours: beside,
      peer: alone,
      of: percentile(0.99),
      goal: { ratio: ECHO_RATIO },
    }),
  )
  return rows
}

interface Shown {
  readonly server: OurServer
  readonly shown: OurTerminal
  readonly show: (following: number) => Promise<void>
  readonly options: BenchOptions
}

async function cost(
  demonstration: Demonstration,
  { server, shown, show, options: { tell, signal } }: Shown,
): Promise<Row> {
  const samples: Record<number, number[]> = { 1: [], [WATCHERS]: [] }
  for (const following of [1, WATCHERS, 1, WATCHERS]) {
    signal.throwIfAborted()
    tell(`${demonstration}, shown on ${following}`)
    await show(following)
    const before = await ofProcess(server.pid)
    const began = performance.now()
    await demonstrate(demonstration, shown, began + SAMPLE_MILLISECONDS)
    const spent = (await ofProcess(server.pid)) - before
    samples[following]?.push((spent / (performance.now() - began)) * 100_000)
  }
  return compare({
    name: `${demonstration} shown on ${WATCHERS} pages, against one, % of a processor`,
    ours: samples[WATCHERS] ?? [],
    peer: samples[1] ?? [],
    goal: { ratio: COST_RATIO },
  })
}

async function demonstrate(
  demonstration: Demonstration,
  terminal: OurTerminal,
  until: number,
): Promise<void> {
  if (demonstration === 'a build') terminal.write(`${BUILD}\r`)
  while (performance.now() < until) {
    if (demonstration === 'typing') terminal.write('x')
    await delay(KEY_MILLISECONDS)
  }
  terminal.write('\u0003')
}

function bystander(reader: LiveClient): OurTerminal {
  return new OurTerminal(reader, 'bench/echo')
}
