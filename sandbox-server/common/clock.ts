import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Time since the machine started, by a clock that nobody can set. */
export interface MachineTime {
  /** Names the start: times since another start say nothing. */
  readonly boot: string
  readonly milliseconds: number
}

/** Time, as a part of the server is handed it: the process's own, or one that a test moves. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward, whatever the host does to its own. */
  now(): number
  /** Milliseconds since 1970. The host's clock can jump: only for what a later server reads. */
  date(): number
  /** Time that a later server on this machine can compare; undefined where there is none. */
  machineTime(): MachineTime | undefined
  /** Calls `act` once, after that many milliseconds. @returns how to cancel that. */
  after(milliseconds: number, act: () => void): () => void
  /** Keeps no process alive. @throws the reason of `signal` when that aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** A longer timer of Node's ends at once (nodejs.org, "Timers"). Milliseconds. */
export const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1

/** Linux counts `process.hrtime` from the start of the machine (clock_gettime(2)), and names that start. */
const BOOT = readBoot()

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  machineTime() {
    if (BOOT === undefined) return undefined
    return { boot: BOOT, milliseconds: Number(process.hrtime.bigint()) / 1e6 }
  },
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
  async wait(milliseconds, signal) {
    await delay(milliseconds, undefined, { ref: false, ...(signal && { signal }) })
  },
}

function readBoot(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return undefined
  }
}
