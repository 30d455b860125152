import { setTimeout as delay } from 'node:timers/promises'

/** Time, as a part of the server is handed it: the process's own, or one that a test moves. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward, whatever the host does to its own. */
  now(): number
  /** Milliseconds since 1970. The host's clock can jump: only for what a later server reads. */
  date(): number
  /** Calls `act` once, after that many milliseconds. @returns how to cancel that. */
  after(milliseconds: number, act: () => void): () => void
  /** Keeps no process alive. @throws the reason of `signal` when that aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** A longer timer of Node's ends at once (nodejs.org, "Timers"). Milliseconds. */
export const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
  async wait(milliseconds, signal) {
    await delay(milliseconds, undefined, { ref: false, ...(signal && { signal }) })
  },
}
