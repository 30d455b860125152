// When a program that fell is started again. Plain JavaScript, since an older Node may run it.

/** Exit status of a program that fell by a fault of its own (EX_SOFTWARE of sysexits.h). */
export const FALLEN = 70

/** Signals by which the kernel, or somebody in a hurry, ends a program that did not want to. */
const DEADLY = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']

/** Falls are counted over this time, and after so many it is given up; milliseconds. */
const WITHIN_MILLISECONDS = 10 * 60_000
const MOST_FALLS = 10

/** The first restart is at once; from the second fall on the pause doubles; milliseconds. */
const FIRST_PAUSE_MILLISECONDS = 500
const LONGEST_PAUSE_MILLISECONDS = 30_000

/** Whether a program that ended in this way fell, rather than being stopped or having no more to do. */
export function hasFallen({ status, signal }) {
  return status === FALLEN || DEADLY.includes(signal)
}

/** Counts falls, and says how long to wait before the next start. */
export class Restarts {
  #falls = []

  /**
   * Counts a fall.
   * @param now milliseconds.
   * @returns milliseconds to wait; undefined where it fell too often to be started again.
   */
  next(now) {
    this.#falls = [...this.#falls.filter((at) => now - at < WITHIN_MILLISECONDS), now]
    const count = this.#falls.length
    if (count > MOST_FALLS) return undefined
    const pause = FIRST_PAUSE_MILLISECONDS * 2 ** (count - 2)
    return count === 1 ? 0 : Math.min(pause, LONGEST_PAUSE_MILLISECONDS)
  }
}
