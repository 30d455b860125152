import pLimit from 'p-limit'
import type { SandboxDriver, SandboxHandle } from '../drivers/driver.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { SessionRecords } from './session-records.ts'
import type { SessionRegistry } from './session-registry.ts'

/** Each costs the engine an exec and the sandbox a log-in, while readers wait for theirs. */
const ADOPTIONS_AT_ONCE = 8

export interface AdoptSessions {
  readonly driver: SandboxDriver
  readonly records: SessionRecords
  readonly sessions: SessionRegistry
  readonly connect: (handle: SandboxHandle) => Promise<Sandbox>
  /** Told of each sandbox that could not be taken over. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Begins to take over every session of an earlier server whose sandbox is still there.
 * @throws {DriverError} when the engine cannot say which are.
 */
export async function adoptSessions(options: AdoptSessions): Promise<void> {
  const { driver, records, sessions, connect, onFailure } = options
  const kept = records.read()
  if (kept.size === 0) return
  const living = new Map((await driver.list()).map((handle) => [handle.id, handle]))
  const gate = pLimit(ADOPTIONS_AT_ONCE)
  for (const [session, record] of kept) {
    const handle = living.get(record.sandbox)
    if (handle === undefined) {
      records.forget(session)
      continue
    }
    const adopting = gate(() => connect(handle))
    adopting.catch(onFailure)
    sessions.adopt(session, record, adopting)
  }
}
