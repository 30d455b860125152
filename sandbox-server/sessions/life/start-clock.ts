import { type Clock, systemClock } from '../../common/clock.ts'

/** Measures how long a reader waited for a turn, and how long the sandbox took from then on. */
export class StartClock {
  readonly #clock: Clock
  readonly #begunAt: number
  #turnAt: number | undefined
  #waits = false

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
    this.#begunAt = clock.now()
  }

  /** The reader is in the queue. @returns whether that is new. */
  waits(): boolean {
    const isNew = !this.#waits
    this.#waits = true
    return isNew
  }

  /** It is the reader's turn. */
  turn(): void {
    this.#turnAt ??= this.#clock.now()
  }

  /** The sandbox is there. */
  measured(): { waitSeconds: number; startSeconds: number } {
    const now = this.#clock.now()
    // A sandbox that stood ready begins no step.
    const turnAt = this.#waits ? (this.#turnAt ?? now) : this.#begunAt
    return { waitSeconds: (turnAt - this.#begunAt) / 1000, startSeconds: (now - turnAt) / 1000 }
  }
}
