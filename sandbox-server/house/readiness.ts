import { setTimeout as delay } from 'node:timers/promises'
import type { SandboxDriver } from '../drivers/driver.ts'
import type { CoursePools } from './course-pools.ts'

/** How long an answer holds, so that nobody who asks often can burden the engine. */
const FRESH_MILLISECONDS = 2000

/** An engine that takes longer than this to list its sandboxes starts none in time. */
const PATIENCE_MILLISECONDS = 5000

export interface Readiness {
  readonly ready: boolean
  readonly sentence: string
}

/** @returns how to ask whether a reader who came now would get a sandbox, sooner or later. */
export function readinessOf(
  driver: SandboxDriver,
  pool: Pick<CoursePools, 'lastStart'>,
): () => Promise<Readiness> {
  let asked: Promise<Readiness> | undefined
  let askedAt = 0
  return () => {
    const now = performance.now()
    if (asked && now - askedAt < FRESH_MILLISECONDS) return asked
    askedAt = now
    asked = ask(driver, pool)
    return asked
  }
}

async function ask(
  driver: SandboxDriver,
  pool: Pick<CoursePools, 'lastStart'>,
): Promise<Readiness> {
  const answered = await Promise.race([
    driver.list().then(
      () => true,
      () => false,
    ),
    delay(PATIENCE_MILLISECONDS, false, { ref: false }),
  ])
  if (!answered) return { ready: false, sentence: 'The engine does not answer.' }
  if (pool.lastStart === 'failed') {
    return { ready: false, sentence: 'The last sandbox did not start: see the log.' }
  }
  return { ready: true, sentence: 'Sandboxes start.' }
}
