/** What happened longer ago says nothing of how long one waits now, in milliseconds. */
const WINDOW_MILLISECONDS = 60 * 60_000

/** Seats that must have come free before a rate is worth telling: two intervals at least. */
const FEWEST_RELEASES = 3

/** A waiting time is told in steps of this many seconds: it is no better known than that. */
const STEP_SECONDS = 15

/** How often seats come free, from those that did. */
export class Turnover {
  /** When, in milliseconds; oldest first. */
  readonly #releases: number[] = []

  released(now: number): void {
    this.#releases.push(now)
    this.#forget(now)
  }

  /**
   * The time until that many seats have come free, in seconds. The time since the last release
   * counts as well: a line that has stopped is told so.
   * @returns null where too little has been seen to say.
   */
  waitSeconds(seats: number, now: number): number | null {
    this.#forget(now)
    const [first] = this.#releases
    if (first === undefined || this.#releases.length < FEWEST_RELEASES) return null
    const interval = (now - first) / (this.#releases.length - 1)
    const seconds = (seats * interval) / 1000
    return Math.max(STEP_SECONDS, Math.ceil(seconds / STEP_SECONDS) * STEP_SECONDS)
  }

  #forget(now: number): void {
    while ((this.#releases[0] ?? now) < now - WINDOW_MILLISECONDS) this.#releases.shift()
  }
}
