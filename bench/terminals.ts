import { percentile } from '../runner/rehearsal/statistics.ts'
import { deploymentFilter } from '../sandbox-server/drivers/docker-engine/labels.ts'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { KEYS, timeKey } from './bench-terminal.ts'
import { OurServer, OurTerminal } from './our-server.ts'
import { Ttyd } from './peers/ttyd.ts'
import { Wetty } from './peers/wetty.ts'
import { type BenchOptions, type Comparison, compare, type Row } from './row.ts'
import { type Figure, programSide, type Side, shellsSide, UNITS } from './sides.ts'

/** Fewer of what takes seconds each, and of what is a mean already. */
const MOST_SAMPLES: Partial<Record<Figure, number>> = { print: 5, memory: 1 }

const NAMES: Readonly<Record<Figure, string>> = {
  opening: 'open a terminal',
  firstByte: 'the first byte of its shell',
  print: 'print 50 MB',
  stop: 'Ctrl+C to the prompt, slow page, p95',
  memory: 'memory of a terminal',
}

type Rule = Pick<Comparison, 'goal' | 'of' | 'tolerance'>

/** Against ttyd, which is what a host would pick; the other peers only tell. */
const RULES: Readonly<Record<Figure, Rule>> = {
  opening: { goal: { ratio: 1 / 15 } },
  firstByte: { goal: { ratio: 0.5 } },
  print: { goal: { ratio: 0.25 } },
  stop: { goal: { ours: 150 }, of: percentile(0.95) },
  // Ours is about none, of which no part can be taken.
  memory: { goal: { ours: 2 }, tolerance: null },
}

const ECHO_RULES: Readonly<Record<string, Rule>> = {
  p50: { goal: { ratio: 0.5 } },
  p99: { goal: { ratio: 0.75 }, of: percentile(0.99) },
}

/** A program that says at once that it has its PTY, and does not end before its page does. */
const SAY_AND_STAY = ['sh', '-c', 'echo; read _']

const GOALS_ARE_AGAINST = 'ttyd'

/** Ours first. */
type Samples = readonly (readonly [side: string, samples: readonly number[]])[]

/** Terminals in a warm sandbox, against other ways into that sandbox, and against a PTY alone. */
export async function benchTerminals(options: BenchOptions): Promise<readonly Row[]> {
  const { tell } = options
  await using server = await OurServer.start()
  tell('starting a sandbox')
  const reader = server.reader()
  await reader.exec('true')
  const user = ['-u', 'learner', '-w', '/home/learner', '-e', 'HOME=/home/learner']
  const container = [...user, await containerOf(server.deployment)]
  const exec = ['docker', 'exec', '-it', ...container]
  tell('getting ttyd and wetty')
  await using ttyd = await Ttyd.start([...exec, 'blitz-shell'])
  await using bareTtyd = await Ttyd.start([...exec, ...SAY_AND_STAY])
  await using wetty = await Wetty.start([...exec, 'blitz-shell'])
  await using bareWetty = await Wetty.start([...exec, ...SAY_AND_STAY])
  let count = 0
  const open = () => new OurTerminal(reader, `bench/${count++}`)
  const sides = [
    shellsSide({
      name: 'ours',
      pid: server.pid,
      open: async () => open(),
      openBare: async () => {
        const terminal = open()
        await terminal.opened
        return terminal
      },
    }),
    peerSide('ttyd', ttyd, bareTtyd),
    peerSide('wetty', wetty, bareWetty),
    programSide('docker exec', (command) => [
      ...['docker', 'exec', '-i', ...container],
      ...['sh', '-c', command],
    ]),
    programSide('a bare PTY', (command) => ['script', '-qec', command, '/dev/null']),
  ]
  return await measure(sides, options)
}

async function measure(sides: readonly Side[], options: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const figure of ['opening', 'firstByte'] as const) {
    rows.push(
      ...rowsOf(NAMES[figure], UNITS[figure], RULES[figure], await take(figure, sides, options)),
    )
  }
  const echoes = await timeEchoes(sides, options)
  for (const [part, rule] of Object.entries(ECHO_RULES)) {
    rows.push(...rowsOf(`echo of a key, ${part}`, 'ms', rule, echoes))
  }
  for (const figure of ['print', 'stop', 'memory'] as const) {
    rows.push(
      ...rowsOf(NAMES[figure], UNITS[figure], RULES[figure], await take(figure, sides, options)),
    )
  }
  return rows
}

/** Takes one figure of every side that has it, in turns. */
async function take(
  figure: Figure,
  sides: readonly Side[],
  { tell, signal, samples }: BenchOptions,
): Promise<Samples> {
  const times = Math.min(samples, MOST_SAMPLES[figure] ?? samples)
  const taken = sides.flatMap(({ name, take }) => {
    const sample = take[figure]
    return sample === undefined ? [] : [{ name, sample, samples: [] as number[] }]
  })
  for (let index = 1; index <= times; index++) {
    for (const { name, sample, samples } of taken) {
      signal.throwIfAborted()
      tell(`${NAMES[figure]}, ${name}: ${index} of ${times}`)
      samples.push(await sample())
    }
  }
  return taken.map(({ name, samples }) => [name, samples])
}

/** Key by key in turns. */
async function timeEchoes(
  sides: readonly Side[],
  { tell, signal, samples }: BenchOptions,
): Promise<Samples> {
  const terminals = await Promise.all(
    sides.map(async ({ name, echoing }) => {
      return { name, terminal: await echoing(), times: [] as number[] }
    }),
  )
  const keys = samples * KEYS
  for (let key = 1; key <= keys; key++) {
    signal.throwIfAborted()
    tell(`echo: ${key} of ${keys} keys`)
    for (const { terminal, times } of terminals) times.push(await timeKey(terminal))
  }
  for (const { terminal } of terminals) terminal.close()
  return terminals.map(({ name, times }) => [name, times])
}

/** @returns a row for each peer. */
function rowsOf(name: string, unit: string, rule: Rule, [own, ...peers]: Samples): Row[] {
  const { goal, ...others } = rule
  return peers.map(([peer, samples]) =>
    compare({
      name: `${name}, against ${peer}, ${unit}`,
      ours: own?.[1] ?? [],
      peer: samples,
      ...others,
      ...(goal && peer === GOALS_ARE_AGAINST && { goal }),
    }),
  )
}

function peerSide(name: string, shells: Ttyd | Wetty, bare: Ttyd | Wetty): Side {
  return shellsSide({
    name,
    pid: shells.pid,
    open: () => shells.open(),
    openBare: async () => {
      // What it starts says by a first byte that it has its PTY; ours has a message for it.
      const terminal = await bare.open()
      await terminal.output.reaches(1)
      return terminal
    },
  })
}

async function containerOf(deployment: string): Promise<string> {
  const { docker } = await findEngine(process.env)
  const [container] = await docker.listContainers({ filters: deploymentFilter(deployment) })
  return container?.Id ?? ''
}
