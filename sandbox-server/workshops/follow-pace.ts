/** What may be shown at once: some screens of text, with their colours. Bytes. */
const BURST_BYTES = 64 * 1024

/**
 * What may be shown for long, in bytes a second: faster than anybody reads. 300 pages get 10 MB a
 * second of it, which a classroom's network carries.
 */
const BYTES_PER_SECOND = 32 * 1024

/** Decides what of a print is sent to everybody byte by byte. */
export class FollowPace {
  #left = BURST_BYTES
  #at: number

  /** @param now milliseconds, of a clock that only goes forward. */
  constructor(now: number) {
    this.#at = now
  }

  /** @returns whether so many bytes may be sent now. What may not be sent is not counted. */
  take(bytes: number, now: number): boolean {
    const earned = ((now - this.#at) / 1000) * BYTES_PER_SECOND
    this.#left = Math.min(BURST_BYTES, this.#left + earned)
    this.#at = now
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }
}
