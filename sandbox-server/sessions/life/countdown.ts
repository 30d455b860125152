import { type Clock, LONGEST_TIMER_MILLISECONDS, systemClock } from '../../common/clock.ts'

/**
 * Calls back once a time has passed since it was last restarted. Cheap to restart often. It counts
 * by a clock that only goes forward: a host that sets its clock ends nobody's sandbox.
 */
export class Countdown {
  readonly #milliseconds: number
  readonly #expired: () => void
  readonly #clock: Clock
  #deadline = 0
  #cancel: (() => void) | undefined

  constructor(milliseconds: number, expired: () => void, clock: Clock = systemClock) {
    this.#milliseconds = milliseconds
    this.#expired = expired
    this.#clock = clock
  }

  /** @param milliseconds until it calls back, where that is not the usual time. */
  restart(milliseconds = this.#milliseconds): void {
    const deadline = this.#clock.now() + milliseconds
    // The timer that runs looks again when it ends, which would be too late for an earlier end.
    if (deadline < this.#deadline) this.stop()
    this.#deadline = deadline
    this.#cancel ??= this.#wait(milliseconds)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #wait(milliseconds: number): () => void {
    return this.#clock.after(Math.min(milliseconds, LONGEST_TIMER_MILLISECONDS), () => {
      const left = this.#deadline - this.#clock.now()
      this.#cancel = left > 0 ? this.#wait(left) : undefined
      if (left <= 0) this.#expired()
    })
  }
}
