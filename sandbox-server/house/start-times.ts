/** Assumed before the first start was measured. */
const FIRST_SECONDS = 1.5

/** Weight of the latest start in the measured start time. */
const SMOOTHING = 0.2

/** A shorter wait is not worth a word. */
const FEWEST_SECONDS = 5

/** A time that is left is told in steps of this many seconds: it is no better known than that. */
const STEP_SECONDS = 5

/** How long starts take, of late, and so how long one that waits or is under way will still take. */
export class StartTimes {
  #seconds = FIRST_SECONDS

  get seconds(): number {
    return this.#seconds
  }

  took(seconds: number): void {
    this.#seconds += SMOOTHING * (seconds - this.#seconds)
  }

  /**
   * @param place `elapsed`: seconds for which it has been under way; `before`: starts that come first.
   * @param atOnce starts under way at once.
   * @returns seconds until it is over; undefined where those are few, or nobody can tell.
   */
  left(
    place: { readonly elapsed: number } | { readonly before: number },
    atOnce: number,
  ): number | undefined {
    const seconds =
      'elapsed' in place
        ? // One that takes longer than usual is likely to take longer still.
          Math.max(this.#seconds - place.elapsed, place.elapsed / 2)
        : // Those under way are half over, on average.
          (Math.floor(place.before / atOnce) + 1.5) * this.#seconds
    if (seconds < FEWEST_SECONDS) return undefined
    return Math.ceil(seconds / STEP_SECONDS) * STEP_SECONDS
  }
}
