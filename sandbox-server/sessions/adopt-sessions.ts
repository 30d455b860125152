import pLimit from 'p-limit'
import { DriverError, type SandboxDriver, type SandboxHandle } from '../drivers/driver.ts'
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
  /** Of several machines: some may come later, with the sandboxes that they have. */
  readonly arrivals?: (() => AsyncIterable<void>) | undefined
  /** Told of each sandbox that could not be taken over. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Begins to take over every session of an earlier server whose sandbox is still there. A sandbox
 * goes to a reader of its own course alone, whatever the record says.
 * @throws {DriverError} when the engine cannot say which are.
 */
export async function adoptSessions(options: AdoptSessions): Promise<void> {
  const { courses, records, sessions, arrivals, onFailure } = options
  const kept = records.read()
  if (kept.size === 0) return
  const living = new Map(await Promise.all(courses.map(handlesOf)))
  const gate = pLimit(ADOPTIONS_AT_ONCE)
  const awaited: Awaited[] = []
  for (const [session, record] of kept) {
    const course = living.get(record.course ?? '')
    const handle = course?.handles.get(record.sandbox)
    if (course === undefined || (handle === undefined && arrivals === undefined)) {
      records.forget(session)
      continue
    }
    const coming = Promise.withResolvers<SandboxHandle>()
    if (handle) coming.resolve(handle)
    else awaited.push({ course, sandbox: record.sandbox, coming })
    const adopting = coming.promise.then((found) => gate(() => course.connect(found)))
    adopting.catch(onFailure)
    sessions.adopt(session, record, adopting)
  }
  if (arrivals) void awaitArrivals(awaited, arrivals())
}

/** A sandbox whose machine may be away while the server starts. */
interface Awaited {
  readonly course: AdoptingCourse
  readonly sandbox: string
  readonly coming: PromiseWithResolvers<SandboxHandle>
}

/** Never rejects. */
async function awaitArrivals(
  awaited: readonly Awaited[],
  arrivals: AsyncIterable<void>,
): Promise<void> {
  const left = new Set(awaited)
  const lookFor = async () => {
    for (const course of new Set([...left].map((one) => one.course))) {
      // One that is away again is asked when it comes back.
      const handles = await course.driver.list().catch(() => [])
      for (const one of left) {
        const found = handles.find(({ id }) => one.course === course && id === one.sandbox)
        if (found === undefined) continue
        one.coming.resolve(found)
        left.delete(one)
      }
    }
  }
  for await (const _ of arrivals) {
    await lookFor()
    if (left.size === 0) return
  }
  await lookFor()
  for (const { coming } of left) {
    coming.reject(new DriverError("A reader's sandbox is on no machine that is there."))
  }
}

interface Handles extends AdoptingCourse {
  readonly handles: ReadonlyMap<string, SandboxHandle>
}

async function handlesOf(course: AdoptingCourse): Promise<[name: string, Handles]> {
  const handles = new Map((await course.driver.list()).map((handle) => [handle.id, handle]))
  return [course.name, { ...course, handles }]
}
