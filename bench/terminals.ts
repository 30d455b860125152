import { setTimeout as delay } from 'node:timers/promises'
import { findEngine } from '../sandbox-server/drivers/docker-engine/find-engine.ts'
import { deploymentFilter } from '../sandbox-server/drivers/docker-engine/labels.ts'
import type { BenchTerminal } from './bench-terminal.ts'
import { OurServer, OurTerminal } from './our-server.ts'
import { Ttyd } from './peers/ttyd.ts'
import { memoryOf } from './process-memory.ts'
import { type BenchOptions, compare, percentile, type Row } from './row.ts'

const MIB = 1024 * 1024

/** Keys typed for each sample of the rest: enough of them for one in a hundred. */
const KEYS = 25
const BETWEEN_KEYS_MILLISECONDS = 20

const PRINT_BYTES = 50 * 1000 * 1000
/** Fewer of what takes ten seconds each. */
const PRINTS = 5

/** What a slow page shows in a second: xterm on a phone. */
const SLOW_BYTES = 4 * MIB

/** Terminals that are open at once where their memory is measured. */
const OPEN = 20

/** What bash prints when a command has ended, whatever stands in the prompt. */
const COMMAND_END = '\u001b]133;D;'
const PROMPT_END = '\u001b]133;B'

interface Side {
  readonly open: () => Promise<BenchTerminal>
  /** Of the process that serves them, and of all that it has started. */
  readonly pid: number
}

/** Terminals in a warm sandbox, against ttyd that runs `docker exec -it` into a sandbox of that kind. */
export async function benchTerminals(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal, samples } = options
  await using server = await OurServer.start()
  const reader = server.reader()
  tell('starting a sandbox')
  await reader.exec('true')
  const container = await containerOf(server.deployment)
  const user = ['-u', 'learner', '-w', '/home/learner', '-e', 'HOME=/home/learner']
  const exec = ['docker', 'exec', '-it', ...user, container]
  tell('getting ttyd')
  await using ttyd = await Ttyd.start([...exec, 'blitz-shell'])
  await using bare = await Ttyd.start([...exec, 'sh', '-c', 'echo; read _'])
  let count = 0
  const ours: Side = {
    pid: server.pid,
    open: async () => new OurTerminal(reader, `bench/${count++}`),
  }
  const peer: Side = { pid: ttyd.pid, open: () => ttyd.open() }
  const both = async (name: string, times: number, sample: (side: Side) => Promise<number[]>) => {
    const results: [number[], number[]] = [[], []]
    for (let index = 1; index <= times; index++) {
      signal.throwIfAborted()
      tell(`${name}: ${index} of ${times}`)
      for (const [which, side] of [ours, peer].entries()) {
        results[which]?.push(...(await sample(side)))
      }
    }
    return { ours: results[0], peer: results[1] }
  }
  const opened = await both('opening', samples, async (side) => {
    const began = performance.now()
    const terminal = side === ours ? new OurTerminal(reader, `bench/${count++}`) : await bare.open()
    // What ttyd starts says so by a first byte; ours has a message for it.
    await (terminal instanceof OurTerminal ? terminal.opened : terminal.output.reaches(1))
    const took = performance.now() - began
    terminal.close()
    return [took]
  })
  const firstBytes = await both('the first byte of a shell', samples, timeFirstByte)
  tell('echo')
  const echoes = await timeEchoes([ours, peer], samples * KEYS)
  const prints = await both('printing', Math.min(samples, PRINTS), timePrint)
  const stops = await both('Ctrl+C', samples, timeStop)
  const memory = await both('memory', 1, measureMemory)
  return [
    compare({ name: 'open a terminal, ms', ...opened, goal: { ratio: 1 / 15 } }),
    compare({ name: 'the first byte of its shell, ms', ...firstBytes, goal: { ratio: 0.5 } }),
    compare({ name: 'echo of a key, p50, ms', ...echoes, goal: { ratio: 0.5 } }),
    compare({
      name: 'echo of a key, p99, ms',
      ...echoes,
      of: percentile(0.99),
      goal: { ratio: 0.75 },
    }),
    compare({ name: 'print 50 MB, s', ...prints, goal: { ratio: 0.25 } }),
    compare({
      name: 'Ctrl+C to the prompt, slow page, p95, ms',
      ...stops,
      of: percentile(0.95),
      goal: { ours: 150 },
    }),
    compare({ name: 'memory of a terminal, MB', ...memory, goal: { ours: 2 } }),
  ]
}

/** Until the first byte of the shell. */
async function timeFirstByte(side: Side): Promise<number[]> {
  const began = performance.now()
  const terminal = await side.open()
  await terminal.output.reaches(1)
  const took = performance.now() - began
  terminal.close()
  return [took]
}

/** Key by key in turns, echoed by the kernel, so that no shell's time is counted. */
async function timeEchoes([ours, peer]: readonly [Side, Side], keys: number) {
  const terminals = [await prompt(ours), await prompt(peer)]
  for (const terminal of terminals) {
    terminal.write('cat\r')
    await terminal.output.shows('\u001b]133;C')
  }
  const times: [number[], number[]] = [[], []]
  for (let key = 0; key < keys; key++) {
    for (const [which, terminal] of terminals.entries()) {
      await delay(BETWEEN_KEYS_MILLISECONDS)
      const before = terminal.output.bytes
      const began = performance.now()
      terminal.write('x')
      await terminal.output.reaches(before + 1)
      times[which]?.push(performance.now() - began)
    }
  }
  for (const terminal of terminals) terminal.close()
  return { ours: times[0], peer: times[1] }
}

async function timePrint(side: Side): Promise<number[]> {
  const terminal = await prompt(side)
  const line = 'a line of seventy-nine characters, as a log has them, or a build, or a test run'
  terminal.output.forget()
  const began = performance.now()
  terminal.write(`yes '${line}' | head -c ${PRINT_BYTES}\r`)
  await terminal.output.reaches(PRINT_BYTES)
  await terminal.output.shows(COMMAND_END)
  const took = (performance.now() - began) / 1000
  terminal.close()
  return [took]
}

async function timeStop(side: Side): Promise<number[]> {
  const terminal = await prompt(side)
  terminal.output.pace = SLOW_BYTES
  terminal.write('yes\r')
  await terminal.output.reaches(SLOW_BYTES)
  terminal.output.forget()
  const began = performance.now()
  terminal.write('\u0003')
  await terminal.output.shows(COMMAND_END)
  const took = performance.now() - began
  terminal.close()
  return [took]
}

async function measureMemory(side: Side): Promise<number[]> {
  const before = await memoryOf(side.pid)
  const terminals: BenchTerminal[] = []
  for (let index = 0; index < OPEN; index++) terminals.push(await prompt(side))
  const after = await memoryOf(side.pid)
  for (const terminal of terminals) terminal.close()
  return [(after - before) / OPEN / 1e6]
}

async function prompt(side: Side): Promise<BenchTerminal> {
  const terminal = await side.open()
  await terminal.output.shows(PROMPT_END)
  return terminal
}

async function containerOf(deployment: string): Promise<string> {
  const { docker } = await findEngine(process.env)
  const [container] = await docker.listContainers({ filters: deploymentFilter(deployment) })
  return container?.Id ?? ''
}
