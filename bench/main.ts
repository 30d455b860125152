import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { SiteError } from '../tools/course-site.ts'
import { openEngine } from '../tools/engine.ts'
import { Steps } from '../tools/steps.ts'
import { stopOnSignals } from '../tools/stop-signal.ts'
import { benchBoard } from './board.ts'
import { type Call, readCall, usage } from './call.ts'
import { benchCrowd } from './crowd.ts'
import { benchDeploy } from './deploy.ts'
import { benchEveryday } from './everyday.ts'
import { benchFloods } from './floods.ts'
import { benchFollow } from './follow.ts'
import { readHistory, save, whatGotWorse } from './history.ts'
import { benchHub } from './hub.ts'
import { benchLighthouse } from './lighthouse.ts'
import { benchMemory } from './memory.ts'
import { benchNoNetwork } from './no-network.ts'
import { benchNodes } from './nodes.ts'
import { benchPage } from './page.ts'
import { benchPlainHttp } from './plain-http.ts'
import type { Bench, Row } from './row.ts'
import { benchRush } from './rush.ts'
import { benchServer } from './server.ts'
import { benchStart } from './start.ts'
import { benchTable } from './table.ts'
import { benchTerminals } from './terminals.ts'
import { benchTiles } from './tiles.ts'

/** Every bench, by the name that it is called by. What makes the machine busy comes last. */
const BENCHES: ReadonlyMap<string, Bench> = new Map([
  ['hub', benchHub],
  ['lighthouse', benchLighthouse],
  ['page', benchPage],
  ['board', benchBoard],
  ['terminals', benchTerminals],
  ['plain-http', benchPlainHttp],
  ['nodes', benchNodes],
  ['floods', benchFloods],
  ['follow', benchFollow],
  ['tiles', benchTiles],
  ['server', benchServer],
  ['start', benchStart],
  ['memory', benchMemory],
  ['no-network', benchNoNetwork],
  ['deploy', benchDeploy],
  ['everyday', benchEveryday],
  ['crowd', benchCrowd],
  ['rush', benchRush],
])

const NAMES = [...BENCHES.keys()]

/** The exit status for a wrong call, and for Ctrl+C (128 and the signal's number). */
const WRONG_CALL = 2
const INTERRUPTED = 130

const steps = new Steps(process.stderr)
const stop = stopOnSignals()

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()

async function main(words: readonly string[]): Promise<number> {
  const call = readCall(words, NAMES)
  if (typeof call === 'string') {
    steps.say(call)
    return WRONG_CALL
  }
  if (call.help) {
    process.stdout.write(usage(NAMES))
    return 0
  }
  try {
    return await run(call)
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED
    if (!(error instanceof DriverError || error instanceof SiteError)) throw error
    steps.say(error.message)
    return 1
  }
}

async function run(call: Call): Promise<number> {
  await using _engine = await openEngine(steps, stop.signal)
  const rows = await measure(call)
  console.log(call.json ? JSON.stringify(rows, undefined, 2) : benchTable(rows))
  for (const sentence of whatGotWorse(rows, await readHistory())) steps.say(`Worse: ${sentence}`)
  if (call.save) await save(rows)
  return rows.some(({ met }) => met === false) ? 1 : 0
}

async function measure({ names, ...options }: Call): Promise<readonly Row[]> {
  const { signal } = stop
  const rows: Row[] = []
  for (const name of names) {
    signal.throwIfAborted()
    const bench = BENCHES.get(name) as Bench
    rows.push(...(await steps.do(`Bench ${name}`, (tell) => bench({ ...options, tell, signal }))))
  }
  return rows
}
