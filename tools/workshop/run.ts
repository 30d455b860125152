import { CourseError } from '../../lesson/course.ts'
import { fileTrouble } from '../../sandbox-server/common/host-trouble.ts'
import { SettingError } from '../../sandbox-server/settings.ts'
import { PlanError } from '../../sandbox-server/workshops/plan.ts'
import { RecordsError } from '../../sandbox-server/workshops/records/records-error.ts'
import { WorkshopError } from '../../sandbox-server/workshops/workshop-error.ts'
import { SiteError } from '../course-site.ts'
import { ServiceError } from '../service/machine.ts'
import { CallError, readCall, USAGE, WORKSHOP, type WorkshopCall } from './call.ts'
import { invite, revoke, token } from './hosts.ts'
import { check, list, show } from './look.ts'
import { make } from './make.ts'
import { openPlace, type Place } from './place.ts'
import { remove, steer } from './steer.ts'
import { writeExport } from './write-export.ts'

/** The exit status for a wrong call, as for most commands of a shell. */
const WRONG_CALL = 2

/** What ends this program with its own sentence. */
const EXPECTED = [
  CourseError,
  PlanError,
  RecordsError,
  ServiceError,
  SettingError,
  SiteError,
  WorkshopError,
]

/** Where the program runs, and where its words go. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly output: NodeJS.WritableStream
  readonly errors: NodeJS.WritableStream
}

/** Does what the words say. @returns the exit status. */
export async function run(words: readonly string[], around: Surroundings): Promise<number> {
  try {
    const call = readCall(words)
    if (call === undefined) {
      around.output.write(USAGE)
      return 0
    }
    using place = await openPlace(around)
    const { lines, status } = await answer(place, call)
    around.output.write(lines.map((line) => `${line}\n`).join(''))
    return status
  } catch (error) {
    if (error instanceof CallError) {
      around.errors.write(`${error.message} See ${WORKSHOP} --help.\n`)
      return WRONG_CALL
    }
    const { STATE_DIRECTORY: stateDirectory = '.blitz' } = around.environment
    const sentence = EXPECTED.some((kind) => error instanceof kind)
      ? (error as Error).message
      : fileTrouble(error, stateDirectory)
    if (sentence === undefined) throw error
    around.errors.write(`${sentence}\n`)
    return error instanceof SettingError ? WRONG_CALL : 1
  }
}

async function answer(
  place: Place,
  { word, name, options }: WorkshopCall,
): Promise<{ lines: readonly string[]; status: number }> {
  const good = (lines: readonly string[]) => ({ lines, status: 0 })
  switch (word) {
    case 'new':
      return good(await make(place, name, options))
    case 'list':
      return good(list(place))
    case 'show':
      return good(show(place, name))
    case 'check': {
      const { lines, isGood } = await check(place)
      return { lines, status: isGood ? 0 : 1 }
    }
    case 'open':
    case 'close':
      return good(await steer(place, name, word))
    case 'token':
      return good(await token(place, options.new ?? false))
    case 'invite':
      return good(invite(place, name))
    case 'revoke':
      return good(revoke(place, name))
    case 'export':
      return good(await writeExport(place, name, options))
    default:
      return good(await remove(place, name, options.yes ?? false))
  }
}
