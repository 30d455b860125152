/** Lets through so much at once, and so much a second from then on; who wants more has to wait. */
export class Pace {
  readonly #atOnce: number
  readonly #perSecond: number
  #left: number
  #countedAt = -Infinity

  constructor({ atOnce, perSecond }: { atOnce: number; perSecond: number }) {
    this.#atOnce = atOnce
    this.#perSecond = perSecond
    this.#left = atOnce
  }

  /**
   * Counts what has been let through.
   * @param now milliseconds, of a clock that only goes forward.
   * @returns milliseconds until more may follow.
   */
  count(amount: number, now: number): number {
    const gained = ((now - this.#countedAt) / 1000) * this.#perSecond
    this.#countedAt = now
    this.#left = Math.min(this.#atOnce, this.#left + gained) - amount
    return this.#left >= 0 ? 0 : (-this.#left / this.#perSecond) * 1000
  }
}
