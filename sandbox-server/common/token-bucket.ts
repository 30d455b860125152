import { type Clock, systemClock } from './clock.ts'

/** Allows `perSecond` on average, and up to `burst` at once. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  readonly #clock: Clock
  #filledAt: number

  constructor(
    { perSecond, burst }: { perSecond: number; burst: number },
    clock: Clock = systemClock,
  ) {
    this.#clock = clock
    this.#filledAt = clock.now()
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
  }

  /** @returns whether `amount` may pass now; when it may not, nothing is taken. */
  take(amount: number): boolean {
    const now = this.#clock.now()
    const gained = ((now - this.#filledAt) / 1000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + gained)
    this.#filledAt = now
    if (amount > this.#left) return false
    this.#left -= amount
    return true
  }
}
