/**
 * Calls back once a time has passed since it was last restarted. Cheap to restart often. It counts
 * by the monotonic clock: a host that sets its clock ends nobody's sandbox.
 */
export class Countdown {
  readonly #milliseconds: number
  readonly #expired: () => void
  #deadline = 0
  #timer: NodeJS.Timeout | undefined

  constructor(milliseconds: number, expired: () => void) {
    this.#milliseconds = milliseconds
    this.#expired = expired
  }

  /** @param milliseconds until it calls back, where that is not the usual time. */
  restart(milliseconds = this.#milliseconds): void {
    const deadline = performance.now() + milliseconds
    // The timer that runs looks again when it ends, which would be too late for an earlier end.
    if (deadline < this.#deadline) this.stop()
    this.#deadline = deadline
    this.#timer ??= this.#wait(milliseconds)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      const left = this.#deadline - performance.now()
      this.#timer = left > 0 ? this.#wait(left) : undefined
      if (left <= 0) this.#expired()
    }, milliseconds)
  }
}
