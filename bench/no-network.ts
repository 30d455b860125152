import type Docker from 'dockerode'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { checkOut, OURS } from './baseline.ts'
import { type BenchOptions, compare, type Row } from './row.ts'
import { type Checkout, RushSide } from './rush-side.ts'

/** A sample of the baseline waits for answers that never come, up to 40 s. */
const SAMPLES = 3

const DONE = 'no answer'

/** What a reader types who forgets that the sandbox has no network; each ends once it has failed. */
const COMMANDS: readonly (readonly [name: string, command: string])[] = [
  ['pull of another registry', 'docker pull ghcr.io/x/y'],
  ['name in a container', 'docker run --rm alpine nslookup example.com'],
  [
    'name in a container of a network of its own',
    'docker run --rm --network $(docker network create own) alpine nslookup example.com',
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

/** @returns the samples of each command, in milliseconds from the prompt to its end. */
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
        command: `${command} > /dev/null 2>&1 || echo ${DONE}`,
        prints: `${DONE}\r\n`,
      })
      const { prompt, printed, failure } = reader ?? {}
      if (prompt === undefined || printed === undefined) throw new Error(failure ?? 'Nobody came.')
      samples.push(printed - prompt)
    }
    times.push(samples)
  }
  return times
}
