/** Allows `perSecond` on average, and up to `burst` at once. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  #filledAt = performance.now()

  constructor({ perSecond, burst }: { perSecond: number; burst: number }) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
  }

  /** @returns whether `amount` may pass now; when it may not, nothing is taken. */
  take(amount: number): boolean {
    const now = performance.now()
    const gained = ((now - this.#filledAt) / 1000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + gained)
    this.#filledAt = now
    if (amount > this.#left) return false
    this.#left -= amount
    return true
  }
}
