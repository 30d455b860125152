import type { Clock } from '../sandbox-server/common/clock.ts'
import type { Watched } from '../sandbox-server/common/watched.ts'

/** A manager's word of a drained machine may come after the signal to stop: milliseconds. */
const WORD_MILLISECONDS = 2000

/** How often it is looked whether the last sandbox has ended, in milliseconds. */
const LOOK_MILLISECONDS = 1000

export interface LeavingOptions {
  readonly clock: Clock
  /** Whether the Swarm drains this machine, where its engine is a manager and says so. */
  readonly askManager: () => Promise<boolean | undefined>
  /** Whether the Swarm drains this machine, as far as the server has said. */
  readonly told: Watched<boolean>
  /** Whether the server may still say so. */
  readonly canBeTold: () => boolean
  /** @throws when the engine does not say. */
  readonly countSandboxes: () => Promise<number>
  /** Tells the server that this machine takes no new readers. */
  readonly tell: () => void
  /** Aborts when there is no more time. */
  readonly hurry: AbortSignal
}

/**
 * `handed-over`: its sandboxes are for the next node program. `empty`: the last one has ended.
 * `hurried`: some are left, and there is no more time.
 */
export type Left = 'handed-over' | 'empty' | 'hurried'

/**
 * What a node program does when it is to stop. A machine that stays gets another program soon, and
 * its readers notice little. A machine that is drained gets none, so its readers are served until
 * they have ended.
 */
export async function leave(options: LeavingOptions): Promise<Left> {
  const { clock, askManager, told, countSandboxes, tell, hurry } = options
  if (!(await isDrained(options))) return 'handed-over'
  tell()
  while (!hurry.aborted) {
    // An engine that does not answer has not said that there are none.
    const count = await countSandboxes().catch(() => undefined)
    if (count === 0) return 'empty'
    await clock.wait(LOOK_MILLISECONDS, hurry).catch(() => {})
    // A machine that is active again gets another program: two would both have its sandboxes.
    if (!((await askManager()) ?? told.value)) return 'handed-over'
  }
  return 'hurried'
}

async function isDrained(options: LeavingOptions): Promise<boolean> {
  const { clock, askManager, told, canBeTold, hurry } = options
  const said = await askManager()
  if (said !== undefined) return said
  if (told.value || !canBeTold()) return told.value
  // The Swarm stops the programs of a drained machine at once, and a manager's word goes by the server.
  const change = new AbortController()
  const stop = told.watch(() => change.abort())
  await clock.wait(WORD_MILLISECONDS, AbortSignal.any([hurry, change.signal])).catch(() => {})
  stop()
  return told.value
}
