import type Docker from 'dockerode'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { checkOut, OURS } from './baseline.ts'
import { type BenchOptions, compare, type Row } from './row.ts'
import { type Checkout, RushSide } from './rush-side.ts'

/** A sample of the baseline waits for answers that never come, up to 40 s. */
const SAMPLES = 3

const BEGINS = 'asks\r\n'
const DONE = 'no answer\r\n'

/** The start of the container is not measured. */
const ASKS = "alpine sh -c 'echo asks; nslookup example.com > /dev/null 2>&1; echo no answer'"

/** What a reader types who forgets that the sandbox has no network. */
const COMMANDS: readonly (readonly [name: string, command: string])[] = [
  [
    'pull of another registry',
    'echo asks; docker pull ghcr.io/x/y > /dev/null 2>&1; echo no answer',
  ],
  ['name in a container', `docker run --rm ${ASKS}`],
  [
    'name in a container of a network of its own',
    `docker run --rm --network $(docker network create own) ${ASKS}`,
  ],
]

const GOAL = { ratio: 1 / 20, ours: 1000 }

/** How long a sandbox takes to say that it has no network, here and in an earlier state of the project. */
export async function benchNoNetwork(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal, baseline: commit } = options
  const { docker } = await findEngine(process.env)
  tell(`${commit} with its packages`)
  const baseline = await checkOut(commit, signal)
  const peers = await measure(docker, baseline, (detail) => tell(`${commit}: ${detail}`), signal)
  const ours = await measure(docker, OURS, (detail) => tell(`ours: ${detail}`), signal)
  return COMMANDS.map(([name], index) =>
    compare({
      name: `no network, ${name}, ms`,
      ours: ours[index] ?? [],
      peer: peers[index] ?? [],
      goal: GOAL,
    }),
  )
}

/** @returns the samples of each command, in milliseconds from the question to its failure. */
async function measure(
  docker: Docker,
  checkout: Checkout,
  tell: (detail: string) => void,
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  await using side = await RushSide.start(docker, checkout, { warm: 1, warmMaximum: 1 })
  const times: number[][] = []
  for (const [name, command] of COMMANDS) {
    const samples: number[] = []
    for (let sample = 1; sample <= SAMPLES; sample++) {
      signal.throwIfAborted()
      tell(`${name}, ${sample} of ${SAMPLES}`)
      await side.hasReady(1, () => {})
      const [reader] = await side.rush(1, {
        command,
        begins: BEGINS,
        prints: DONE,
      })
      const { begun, printed, failure } = reader ?? {}
      if (begun === undefined || printed === undefined) throw new Error(failure ?? 'Nobody came.')
      samples.push(printed - begun)
    }
    times.push(samples)
  }
  return times
}
