import type { Clock } from '../common/clock.ts'
import type { SandboxHandle } from '../drivers/driver.ts'

/** How soon a host that could not thaw a sandbox is asked again, in milliseconds. */
const WAKE_AGAIN_MILLISECONDS = 1000

/**
 * Thaws a sandbox, and keeps trying while its host cannot: a host that is away must not leave the
 * sandbox frozen when it is back.
 * @param isOver asked between two tries: nobody needs the sandbox any more.
 */
export async function wake(
  handle: SandboxHandle,
  clock: Clock,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    try {
      return await handle.resume()
    } catch {
      const state = await handle.state().catch(() => 'paused')
      if (state !== 'paused') return
      await clock.wait(WAKE_AGAIN_MILLISECONDS)
    }
  }
}
