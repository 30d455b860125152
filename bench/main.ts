import { parseArgs } from 'node:util'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { openEngine } from '../tools/engine.ts'
import { Steps } from '../tools/steps.ts'
import { stopOnSignals } from '../tools/stop-signal.ts'
import { benchHub } from './hub.ts'
import { benchLighthouse } from './lighthouse.ts'
import { benchMemory } from './memory.ts'
import type { Bench, Row } from './row.ts'
import { benchStart } from './start.ts'
import { benchTable } from './table.ts'
import { benchTerminals } from './terminals.ts'

/** Every bench, by the name that it is called by. */
const BENCHES: ReadonlyMap<string, Bench> = new Map([
  ['hub', benchHub],
  ['lighthouse', benchLighthouse],
  ['terminals', benchTerminals],
  ['start', benchStart],
  ['memory', benchMemory],
])

const NAMES = [...BENCHES.keys()].join(', ')

const USAGE = `npm run bench -- [NAME...] [--json] [--samples NUMBER] [--sandboxes NUMBER]

Measures what Docker Blitz promises to be quick at, against what a host would have without it, in
one run on this machine. Ends with status 0 when every goal is met, 1 when one is not, 2 when it was
called in a wrong way. Without a name it runs all: ${NAMES}.

  --json               the rows as JSON, on standard output
  --samples NUMBER     of each kind, 20 by default
  --sandboxes NUMBER   that are alive at once where memory is measured, 6 by default
  --help               this text
`

/** The exit status for a wrong call, and for Ctrl+C (128 and the signal's number). */
const WRONG_CALL = 2
const INTERRUPTED = 130

const steps = new Steps(process.stderr)
const stop = stopOnSignals()

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()

async function main(words: readonly string[]): Promise<number> {
  const call = readCall(words)
  if (typeof call === 'string') {
    steps.say(call)
    return WRONG_CALL
  }
  if (call.help) {
    process.stdout.write(USAGE)
    return 0
  }
  try {
    const rows = await measure(call)
    console.log(call.json ? JSON.stringify(rows, undefined, 2) : benchTable(rows))
    return rows.every(({ met }) => met) ? 0 : 1
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED
    if (!(error instanceof DriverError)) throw error
    steps.say(error.message)
    return 1
  }
}

async function measure({ names, samples, sandboxes }: Call): Promise<readonly Row[]> {
  const { signal } = stop
  await using _engine = await openEngine(steps, signal)
  const rows: Row[] = []
  for (const name of names) {
    signal.throwIfAborted()
    const bench = BENCHES.get(name) as Bench
    rows.push(
      ...(await steps.do(`Bench ${name}`, (tell) => bench({ tell, signal, samples, sandboxes }))),
    )
  }
  return rows
}

interface Call {
  readonly names: readonly string[]
  readonly json: boolean
  readonly help: boolean
  readonly samples: number
  readonly sandboxes: number
}

/** @returns the sentence to print where the call is wrong. */
function readCall(words: readonly string[]): Call | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean' },
        samples: { type: 'string', default: '20' },
        sandboxes: { type: 'string', default: '6' },
      },
      allowPositionals: true,
    })
    const unknown = positionals.find((name) => !BENCHES.has(name))
    if (unknown !== undefined) return `There is no bench ${unknown}: it takes ${NAMES}.`
    const names = positionals.length === 0 ? [...BENCHES.keys()] : positionals
    const [samples, sandboxes] = [Number(values.samples), Number(values.sandboxes)]
    for (const number of [samples, sandboxes]) {
      if (!(Number.isInteger(number) && number > 0)) return 'A number is a whole one, 1 or more.'
    }
    return { names, json: values.json ?? false, help: values.help ?? false, samples, sandboxes }
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}: see npm run bench -- --help.`
  }
}
