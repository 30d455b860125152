import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { DeploymentError } from '../sandbox-server/deployment.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { Steps } from '../tools/steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from '../tools/stop-signal.ts'
import { ALL_CASES, SUBJECTS } from './cases/all.ts'
import { openSides } from './open-sides.ts'
import { fidelityPage, PAGE_PATH, readPage, tellAgain } from './page.ts'
import { playCases } from './play.ts'
import { describeRow, rowAsJson, summary } from './report.ts'
import { isFailure } from './verdict.ts'

const USAGE = `npm run fidelity -- [--only NAME]... [--json] [--twice] [--long] [--page]
npm run fidelity -- --list

Plays some ${ALL_CASES.length} cases of commands in a sandbox and on a plain Docker engine of the same version, which it
starts on this machine, and compares what they print. Ends with status 0 when each is the same or
differs for a reason that is known, 1 when one is not, 2 when it was called in a wrong way.

  --only NAME  plays the cases of that name, or whose names begin with it
  --list       the names of all cases, and what they do
  --json       a line of JSON for each case
  --twice      plays each case twice on the plain engine, and says where those two differ
  --long       plays what takes long, too
  --page       writes what came out into docs/fidelity.md
`

/** The exit status for a wrong call, and for Ctrl+C (128 and the signal's number). */
const WRONG_CALL = 2
const INTERRUPTED = 130

/** What ends the work with its own sentence; everything else is a fault of ours. */
const EXPECTED = [DeploymentError, DriverError, SettingError]

const steps = new Steps(process.stderr)
const stop = stopOnSignals()
endAtSecondInterrupt(() => steps.say('Stopped at once.'))

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()

async function main(words: string[]): Promise<number> {
  const call = readCall(words)
  if (call === undefined) return WRONG_CALL
  if (call.help) {
    process.stdout.write(USAGE)
    return 0
  }
  if (call.list) {
    for (const { name, what } of ALL_CASES) console.log(`${name.padEnd(34)} ${what}`)
    return 0
  }
  const cases = ALL_CASES.filter(
    ({ name, long }) =>
      (call.only.length === 0 || call.only.some((prefix) => name.startsWith(prefix))) &&
      (!long || call.long),
  )
  if (cases.length === 0) {
    steps.say(`There is no case ${call.only.join(' ')}: npm run fidelity -- --list names them.`)
    return WRONG_CALL
  }
  try {
    // No case needs another image, and filling a hub with all takes many minutes.
    const settings = readSettings({ ...process.env, HUB: 'on', HUB_IMAGES: 'course' })
    const { signal } = stop
    await using sides = await openSides({ settings, steps, signal })
    const rows = await playCases({
      ...sides,
      cases,
      twice: call.twice,
      signal,
      onRow: (row) => console.log(call.json ? rowAsJson(row) : describeRow(row)),
    })
    if (!call.json) console.log(`\n${summary(rows)}`)
    if (call.page) {
      const told = tellAgain(await readPage(), SUBJECTS, rows)
      await writeFile(PAGE_PATH, fidelityPage(SUBJECTS, told, sides.version))
    }
    return rows.some(({ verdict }) => isFailure(verdict)) ? 1 : 0
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error
    steps.say((error as Error).message)
    return 1
  }
}

function readCall(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string', multiple: true, default: [] },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        twice: { type: 'boolean', default: false },
        long: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    steps.say(`${(error as Error).message.split('. ')[0]}.\n\n${USAGE}`)
  }
  return undefined
}
