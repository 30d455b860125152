/** Output of a sandbox that costs its neighbours nothing, and is more than anybody reads; bytes a second. */
export const PACE_BYTES_PER_SECOND = 1024 * 1024

/** How long a sandbox may print faster than that: 50 MB are out by then. Milliseconds. */
const HASTE_MILLISECONDS = 2000

/** Output is counted over this time, and held back until its end. */
const WINDOW_MILLISECONDS = 100
const WINDOW_BYTES = (PACE_BYTES_PER_SECOND * WINDOW_MILLISECONDS) / 1000

/** Part of the pace below which a print is over, whatever still comes. */
const CALM = 0.5

/** Pieces of this size are keys that come back, and prompts, and never wait; bytes. */
const SMALL_BYTES = 1024

/**
 * Lets the terminals of one sandbox print as fast as they can for a while, and a print without end
 * at a pace: what the kernel does for a PTY is nobody's share of the processors, and a few such
 * prints would take the time in which others type.
 */
export class OutputPace {
  readonly #onSlow: () => void
  #begun = -Infinity
  #bytes = 0
  #hasteLeft = HASTE_MILLISECONDS
  #isTold = false

  /** @param onSlow told once of each print that goes on for too long. */
  constructor(onSlow: () => void) {
    this.#onSlow = onSlow
  }

  /**
   * Counts what a terminal has printed.
   * @param now milliseconds, of a clock that only goes forward.
   * @returns milliseconds that this terminal has to wait before it prints more.
   */
  count(bytes: number, now: number): number {
    const elapsed = now - this.#begun
    if (elapsed >= WINDOW_MILLISECONDS) this.#begin(now, elapsed)
    this.#bytes += bytes
    const mayGoOn = this.#hasteLeft > 0 || bytes < SMALL_BYTES || this.#bytes < WINDOW_BYTES
    return mayGoOn ? 0 : this.#begun + WINDOW_MILLISECONDS - now
  }

  #begin(now: number, elapsed: number): void {
    const isCalm = this.#bytes < CALM * PACE_BYTES_PER_SECOND * (elapsed / 1000)
    const left = this.#hasteLeft + (isCalm ? elapsed : -elapsed)
    this.#hasteLeft = Math.min(Math.max(left, 0), HASTE_MILLISECONDS)
    this.#begun = now
    this.#bytes = 0
    if (this.#hasteLeft === HASTE_MILLISECONDS) this.#isTold = false
    if (this.#hasteLeft > 0 || this.#isTold) return
    this.#isTold = true
    this.#onSlow()
  }
}
