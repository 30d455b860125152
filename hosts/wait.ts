import { setTimeout as delay } from 'node:timers/promises'
import { patient } from '../tests/support/patience.ts'
import { HostsError } from './hosts-error.ts'

/** Between two questions on a machine of today: a command costs a slow one a second of its time. */
export const LOOK_MILLISECONDS = 200

/**
 * Waits until something holds in a machine.
 * @param milliseconds for a machine of today; a slower one gets longer.
 * @throws {HostsError} that names what was waited for; when `signal` aborts, too.
 */
export async function waitFor(
  what: string,
  milliseconds: number,
  signal: AbortSignal,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const began = performance.now()
  while (!(await condition())) {
    const waited = performance.now() - began
    if (waited > patient(milliseconds)) {
      throw new HostsError(`Waited ${Math.round(waited / 1000)} s in vain for ${what}.`)
    }
    await delay(patient(LOOK_MILLISECONDS), undefined, { signal })
  }
}
