import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isLocked } from '../../sandbox-server/common/file-lock.ts'
import type { Settings } from '../../sandbox-server/settings.ts'
import type { PlannedCourse } from '../../sandbox-server/workshops/plan-checks.ts'
import { PlanFiles } from '../../sandbox-server/workshops/plan-files.ts'
import { KeptWrites } from '../../sandbox-server/workshops/records/kept-writes.ts'
import { openDatabase } from '../../sandbox-server/workshops/records/open-database.ts'
import { RecordsError } from '../../sandbox-server/workshops/records/records-error.ts'
import { WorkshopRecords } from '../../sandbox-server/workshops/records/workshop-records.ts'
import { RECORDS_FILE } from '../../sandbox-server/workshops/workshops.ts'
import { namedCourses, plannedCourse } from '../open-courses.ts'
import { hostSettings } from '../service/host-settings.ts'
import { siteAddress } from '../service/machine.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface PlaceOptions {
  readonly environment: Environment
  /** Where an export goes that has no file. */
  readonly output: NodeJS.WritableStream
}

/** The workshops of a state directory, and what is said of its server. */
export interface Place extends PlaceOptions, Disposable {
  readonly settings: Settings
  readonly stateDirectory: string
  readonly files: PlanFiles
  readonly records: WorkshopRecords
  readonly courses: readonly PlannedCourse[]
  /** Whether a server runs there. */
  readonly isServed: boolean
  /** The address of its pages, which ends with a slash. */
  readonly site: string
  /** Does something as whoever has called this program, who may not be the state directory's owner. */
  asCaller<Result>(work: () => Promise<Result>): Promise<Result>
}

/**
 * Opens the workshops of this host: of the settings, or of the service where there is one.
 * @throws {RecordsError} where the records cannot be used.
 */
export async function openPlace({ environment, output }: PlaceOptions): Promise<Place> {
  const settings = await hostSettings(environment)
  const stateDirectory = settings.STATE_DIRECTORY
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
  const owner = becomeOwner(stateDirectory)
  const path = join(stateDirectory, RECORDS_FILE)
  const records = new WorkshopRecords(new KeptWrites({ database: openDatabase(path), path }))
  return {
    environment,
    output,
    settings,
    stateDirectory,
    files: new PlanFiles(stateDirectory),
    records,
    courses: (await namedCourses(settings)).map(plannedCourse),
    isServed: isLocked(join(stateDirectory, 'claim')),
    site: siteOf(settings),
    async asCaller(work) {
      owner.leave()
      try {
        return await work()
      } finally {
        owner.enter()
      }
    },
    [Symbol.dispose]() {
      records.close()
      const { value: trouble } = records.trouble
      owner.leave()
      if (trouble !== undefined) throw new RecordsError(`${trouble} Nothing was changed.`)
    },
  }
}

/** What root writes must be of use to the server, which may be another user. */
function becomeOwner(path: string): { enter(): void; leave(): void } {
  const { uid, gid } = statSync(path)
  const isOther = process.geteuid?.() === 0 && uid !== 0
  const enter = () => {
    if (!isOther) return
    process.setegid?.(gid)
    process.seteuid?.(uid)
  }
  enter()
  return {
    enter,
    leave() {
      if (!isOther) return
      process.seteuid?.(0)
      process.setegid?.(0)
    },
  }
}

function siteOf({ PUBLIC_ORIGINS: [origin] = [], HOST, PORT, BASE }: Settings): string {
  return origin === undefined ? siteAddress(HOST, PORT, BASE) : origin + BASE
}
