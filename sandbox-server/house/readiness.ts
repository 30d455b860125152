import { setTimeout as delay } from 'node:timers/promises'
import type { NodeLevels } from '../../protocol/board-messages.ts'
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

/**
 * @param nodes the machines of the sandboxes, where there may be several.
 * @returns how to ask whether a reader who came now would get a sandbox, sooner or later.
 */
export function readinessOf(
  driver: SandboxDriver,
  pool: Pick<CoursePools, 'lastStart'>,
  nodes?: (() => readonly NodeLevels[]) | undefined,
): () => Promise<Readiness> {
  let asked: Promise<Readiness> | undefined
  let askedAt = 0
  return async () => {
    const noNode = nodes && whyNoNode(nodes())
    if (noNode !== undefined) return { ready: false, sentence: noNode }
    const now = performance.now()
    if (asked && now - askedAt < FRESH_MILLISECONDS) return asked
    askedAt = now
    asked = ask(driver, pool)
    return asked
  }
}

/** @returns undefined where a machine takes readers. */
function whyNoNode(nodes: readonly NodeLevels[]): string | undefined {
  if (nodes.some(({ state }) => state === 'active')) return undefined
  if (nodes.length === 0) return 'No machine has joined this server.'
  const states = nodes.map(({ name, state }) => `${name}: ${state}`)
  return `No machine takes readers (${states.join(', ')}).`
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
