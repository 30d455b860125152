import type { Usage } from '../../protocol/messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import { Watched } from '../common/watched.ts'
import { Countdown } from './life/countdown.ts'

/** Time between two tellings, in milliseconds: nobody reads faster, and a busy sandbox always changes. */
export const USAGE_TOLD_MILLISECONDS = 5000

/** What a sandbox uses, told to its pages in steps of some seconds; undefined while there is none. */
export class UsageNews {
  readonly told = new Watched<Usage | undefined>(undefined)
  #latest: Usage | undefined
  #isResting = false
  readonly #rest: Countdown

  constructor(milliseconds = USAGE_TOLD_MILLISECONDS, clock: Clock = systemClock) {
    const rested = () => {
      this.#isResting = false
      this.#tell()
    }
    this.#rest = new Countdown(milliseconds, rested, clock)
  }

  sampled(usage: Usage): void {
    this.#latest = usage
    this.#tell()
  }

  /** The sandbox is gone. */
  forget(): void {
    this.#rest.stop()
    this.#isResting = false
    this.#latest = undefined
    this.told.set(undefined)
  }

  #tell(): void {
    if (this.#isResting || this.#latest === undefined || this.#latest === this.told.value) return
    this.#isResting = true
    this.#rest.restart()
    this.told.set(this.#latest)
  }
}
