import { percentile } from '../runner/rehearsal/statistics.ts'
import { atPrompt, type BenchTerminal, echoing, KEYS, timeKey } from './bench-terminal.ts'
import { OurServer, OurTerminal } from './our-server.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** Readers beside the one who types, each with a print without end. */
const FLOODS = 5
/** That much of each has come before the first key. */
const FLOOD_BYTES = 4 * 1024 * 1024

const GOAL_MILLISECONDS = 100

/** What who types feels of readers who print, whose pages read as fast as they can. */
export async function benchFloods(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, samples } = options
  await using server = await OurServer.start()
  tell('starting sandboxes')
  const open = () => new OurTerminal(server.reader(), 'bench/shell')
  const typing = await echoing(open())
  const floods = await Promise.all(Array.from({ length: FLOODS }, () => atPrompt(open())))
  const alone = await timeKeys(typing, samples * KEYS, options)
  for (const flood of floods) flood.write('yes\r')
  await Promise.all(floods.map(({ output }) => output.reaches(FLOOD_BYTES)))
  const beside = await timeKeys(typing, samples * KEYS, options)
  const name = `echo of a key beside ${FLOODS} floods`
  return [
    compare({ name: `${name}, against none, p50, ms`, ours: beside, peer: alone }),
    compare({
      name: `${name}, against none, p99, ms`,
      ours: beside,
      peer: alone,
      of: percentile(0.99),
      goal: { ours: GOAL_MILLISECONDS },
    }),
  ]
}

async function timeKeys(
  terminal: BenchTerminal,
  keys: number,
  { tell, signal }: BenchOptions,
): Promise<readonly number[]> {
  const times: number[] = []
  while (times.length < keys) {
    signal.throwIfAborted()
    tell(`${times.length + 1} of ${keys} keys`)
    times.push(await timeKey(terminal))
  }
  return times
}
