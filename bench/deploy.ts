import { Compose } from '../tests/support/compose.ts'
import { freePort } from '../tests/support/free-port.ts'
import { addressOf, TestHost } from '../tests/support/npm-start.ts'
import { Reader } from '../tests/support/reader.ts'
import { echoing, KEYS, timeKey } from './bench-terminal.ts'
import { OurTerminal } from './our-server.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** A container between the server and the machine may cost no more than this. */
const GOAL = { ratio: 1.15 }

interface Side {
  readonly reader: Reader
  readonly opening: number[]
  readonly echo: number[]
}

/** A server in a container, by compose, against one that npm started. */
export async function benchDeploy({
  tell,
  signal,
  samples,
}: BenchOptions): Promise<readonly Row[]> {
  await using compose = await Compose.open()
  tell('building the image, and starting the server by compose')
  await compose.up()
  await using host = await TestHost.open()
  tell('starting the server by npm')
  const npm = await addressOf(host.start({ PORT: String(await freePort()) }))
  const [composed, started] = [sideOf(compose.address), sideOf(npm)]
  using _readers = readersOf([composed, started])
  for (const { reader } of [composed, started]) await reader.client.exec('true')
  for (let sample = 1; sample <= samples; sample++) {
    signal.throwIfAborted()
    tell(`open a terminal, ${sample} of ${samples}`)
    for (const side of [composed, started]) side.opening.push(await timeOpening(side, sample))
  }
  await timeEchoes([composed, started], samples * KEYS, tell, signal)
  return [
    compare({
      name: 'open a terminal, against npm start, ms',
      ours: composed.opening,
      peer: started.opening,
      goal: GOAL,
    }),
    compare({
      name: 'echo of a key, p50, against npm start, ms',
      ours: composed.echo,
      peer: started.echo,
      goal: GOAL,
    }),
  ]
}

function sideOf(address: string): Side {
  return { reader: new Reader(address), opening: [], echo: [] }
}

function readersOf(sides: readonly Side[]): Disposable {
  return {
    [Symbol.dispose]() {
      for (const { reader } of sides) reader[Symbol.dispose]()
    },
  }
}

async function timeOpening({ reader }: Side, sample: number): Promise<number> {
  const began = performance.now()
  const terminal = new OurTerminal(reader.client, `bench/open-${sample}`)
  await terminal.output.reaches(1)
  const milliseconds = performance.now() - began
  terminal.close()
  return milliseconds
}

/** Key by key in turns. */
async function timeEchoes(
  sides: readonly Side[],
  keys: number,
  tell: (detail: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const terminals = await Promise.all(
    sides.map(async ({ reader, echo }) => {
      return { echo, terminal: await echoing(new OurTerminal(reader.client, 'bench/echo')) }
    }),
  )
  for (let key = 1; key <= keys; key++) {
    signal.throwIfAborted()
    tell(`echo: ${key} of ${keys} keys`)
    for (const { terminal, echo } of terminals) echo.push(await timeKey(terminal))
  }
  for (const { terminal } of terminals) terminal.close()
}
