import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { SandboxDriver, SandboxHandle } from '../drivers/driver.ts'

/** How long, and how often, an engine that is away is asked to remove a sandbox; milliseconds. */
const REMOVE_MILLISECONDS = 600_000
const REMOVE_AGAIN_MILLISECONDS = 2000

/**
 * Where a workshop of hundreds closes, an engine that is asked for all of them at once answers none of
 * them in time, and starts nobody else's meanwhile.
 */
const REMOVALS_AT_ONCE = 8

const removals = pLimit(REMOVALS_AT_ONCE)

/**
 * Removes a sandbox, a few at a time; one whose engine is away, as soon as that is back.
 * @throws as the driver does, when it is not removed at once.
 */
export async function removeSandbox(handle: SandboxHandle): Promise<void> {
  try {
    await removals(() => handle.destroy())
  } catch (error) {
    void keepTrying(() => handle.destroy())
    throw error
  }
}

/**
 * Removes what an engine may have made that went away before it said so. Nothing waits for it.
 * @param node the machine that was asked, where there are several.
 */
export function removeUnheardOf(driver: SandboxDriver, id: string, node: string | undefined): void {
  void keepTrying(async () => {
    const made = (await driver.list(node)).filter((handle) => handle.id === id)
    await Promise.all(made.map((handle) => handle.destroy()))
  })
}

async function keepTrying(remove: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + REMOVE_MILLISECONDS
  while (performance.now() < deadline) {
    try {
      return await removals(remove)
    } catch {
      await delay(REMOVE_AGAIN_MILLISECONDS, undefined, { ref: false })
    }
  }
}
