import { cpus } from 'node:os'

/** Time of all processors since the machine started, in milliseconds. */
export interface ProcessorTimes {
  readonly busy: number
  readonly all: number
}

/** Over less time than that the kernel's counts say little. In milliseconds. */
const LEAST_MILLISECONDS = 1000

/**
 * The part of all processors that is in use: of the last seconds, while the load average of the
 * kernel is one of the last minute, and counts who waits for a disk, too.
 */
export class ProcessorLoad {
  readonly #now: () => number
  readonly #read: () => ProcessorTimes
  #at: number
  #before: ProcessorTimes
  #share = 0

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now(), read = readTimes) {
    this.#now = now
    this.#read = read
    this.#at = now()
    this.#before = read()
  }

  /** From 0 to 1: since it was last asked, or since the time before where that was a moment ago. */
  get share(): number {
    const now = this.#now()
    if (now - this.#at < LEAST_MILLISECONDS) return this.#share
    const times = this.#read()
    const all = times.all - this.#before.all
    if (all > 0) this.#share = Math.min(1, Math.max(0, (times.busy - this.#before.busy) / all))
    this.#at = now
    this.#before = times
    return this.#share
  }
}

function readTimes(): ProcessorTimes {
  let [busy, all] = [0, 0]
  for (const { times } of cpus()) {
    const { user, nice, sys, idle, irq } = times
    busy += user + nice + sys + irq
    all += user + nice + sys + irq + idle
  }
  return { busy, all }
}
