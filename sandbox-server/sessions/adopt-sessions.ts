import pLimit from 'p-limit'
import type { SandboxDriver, SandboxHandle } from '../drivers/driver.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { SessionRecords } from './session-records.ts'
import type { SessionRegistry } from './session-registry.ts'

/** Each costs the engine an exec and the sandbox a log-in, while readers wait for theirs. */
const ADOPTIONS_AT_ONCE = 8

export interface AdoptingCourse {
  /** Empty where the server has one. */
  readonly name: string
  /** Lists the sandboxes of this course alone. */
  readonly driver: Pick<SandboxDriver, 'list'>
  readonly connect: (handle: SandboxHandle) => Promise<Sandbox>
}

export interface AdoptSessions {
  readonly courses: readonly AdoptingCourse[]
  readonly records: SessionRecords
  readonly sessions: SessionRegistry
  /** Told of each sandbox that could not be taken over. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Begins to take over every session of an earlier server whose sandbox is still there. A sandbox
 * goes to a reader of its own course alone, whatever the record says.
 * @throws {DriverError} when the engine cannot say which are.
 */
export async function adoptSessions(options: AdoptSessions): Promise<void> {
  const { courses, records, sessions, onFailure } = options
  const kept = records.read()
  if (kept.size === 0) return
  const living = new Map(await Promise.all(courses.map(handlesOf)))
  const gate = pLimit(ADOPTIONS_AT_ONCE)
  for (const [session, record] of kept) {
    const course = living.get(record.course ?? '')
    const handle = course?.handles.get(record.sandbox)
    if (course === undefined || handle === undefined) {
      records.forget(session)
      continue
    }
    const adopting = gate(() => course.connect(handle))
    adopting.catch(onFailure)
    sessions.adopt(session, record, adopting)
  }
}

interface Handles extends AdoptingCourse {
  readonly handles: ReadonlyMap<string, SandboxHandle>
}

async function handlesOf(course: AdoptingCourse): Promise<[name: string, Handles]> {
  const handles = new Map((await course.driver.list()).map((handle) => [handle.id, handle]))
  return [course.name, { ...course, handles }]
}
