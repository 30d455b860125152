import { tmpdir } from 'node:os'
import { parseArgs, styleText } from 'node:util'
import { CourseError } from '../lesson/course.ts'
import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { examine } from '../sandbox-server/doctor/doctor.ts'
import { reportTable } from '../sandbox-server/doctor/report-table.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { mostSeatsAtOnce, plansIn } from '../sandbox-server/workshops/seats-at-once.ts'
import { probedCourses } from './open-courses.ts'

const USAGE = `${hostCommand('doctor', ['[--json]'])}

Checks whether live terminals will work on this machine, and says what to do where they will not.
Ends with status 0 when they will, 1 when they will not, 2 when it was called in a wrong way.

  --json   the report as JSON, on standard output
  --help   this text
`

/** The exit status for a wrong call, and for Ctrl+C (128 and the signal's number). */
const WRONG_CALL = 2
const INTERRUPTED = 130

process.exitCode = await main()

async function main(): Promise<number> {
  const flags = readFlags()
  if (flags === undefined) return WRONG_CALL
  if (flags.help) {
    process.stdout.write(USAGE)
    return 0
  }
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort(new Error('Interrupted.')))
  process.once('SIGTERM', () => interrupt.abort(new Error('Interrupted.')))
  try {
    const settings = readSettings(process.env)
    const report = await examine({
      environment: process.env,
      settings,
      courses: await probedCourses(settings),
      workshopSeats: mostSeatsAtOnce(plansIn(settings.STATE_DIRECTORY), Date.now()),
      onProgress: (text) => console.error(text),
      signal: interrupt.signal,
    })
    console.log(flags.json ? JSON.stringify(report, undefined, 2) : reportTable(report, paint))
    return report.liveTerminals ? 0 : 1
  } catch (error) {
    if (interrupt.signal.aborted) return INTERRUPTED
    const isExpected = [SettingError, DriverError, CourseError].some(
      (kind) => error instanceof kind,
    )
    const sentence = isExpected ? (error as Error).message : fileTrouble(error, tmpdir())
    if (sentence === undefined) throw error
    console.error(sentence)
    return error instanceof SettingError ? WRONG_CALL : 1
  }
}

function readFlags(): { json: boolean; help: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
    })
    return { json: values.json ?? false, help: values.help ?? false }
  } catch (error) {
    console.error(
      `${(error as Error).message.split('. ')[0]}: see ${hostCommand('doctor', ['--help'])}.`,
    )
    return undefined
  }
}

function paint(colour: Parameters<typeof styleText>[0], text: string): string {
  return styleText(colour, text, { stream: process.stdout })
}
