/** Lines that one reader may cause: so many at once, and one more each second. */
const BURST = 60
const PER_SECOND = 1

/** Readers who are counted: those who are quiet are forgotten first. */
const MAXIMUM_READERS = 10_000

interface Count {
  left: number
  countedAt: number
  leftOut: number
}

/** Keeps any one reader from filling the log. */
export class LineBudget {
  readonly #counts = new Map<string, Count>()

  /**
   * @param reader undefined: of nobody who is known; all of those share one budget.
   * @param now milliseconds, of a clock that only goes forward.
   * @returns lines of this reader that were left out before this one; undefined where it is one.
   */
  take(reader: string | undefined, now: number): number | undefined {
    const key = reader ?? ''
    const count = this.#counts.get(key) ?? { left: BURST, countedAt: now, leftOut: 0 }
    // Newest last, so that the first one has been quiet for longest.
    this.#counts.delete(key)
    this.#counts.set(key, count)
    this.#forgetQuiet()
    const gained = ((now - count.countedAt) / 1000) * PER_SECOND
    count.left = Math.min(BURST, count.left + gained)
    count.countedAt = now
    if (count.left < 1) {
      count.leftOut += 1
      return undefined
    }
    count.left -= 1
    const { leftOut } = count
    count.leftOut = 0
    return leftOut
  }

  #forgetQuiet(): void {
    if (this.#counts.size <= MAXIMUM_READERS) return
    const [quietest] = this.#counts.keys()
    this.#counts.delete(quietest ?? '')
  }
}
