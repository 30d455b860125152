import { type Clock, systemClock } from '../../common/clock.ts'
import { Countdown } from './countdown.ts'

/** An end is announced this long before, in milliseconds, or a tenth of the whole time. */
const LONGEST_NOTICE_MILLISECONDS = 5 * 60_000
const NOTICE_PART = 0.1

export interface AnnouncedEndEvents {
  /** It is announced, or no longer. */
  readonly changed: () => void
  readonly expired: () => void
  /** Asked before either: whether it begins anew instead. */
  readonly isPutOff?: () => boolean
}

/** A countdown whose end is announced ahead, so that it can be put off. */
export class AnnouncedEnd {
  readonly #milliseconds: number
  /** How long before the end it is announced. */
  readonly #noticeMilliseconds: number
  readonly #changed: () => void
  readonly #clock: Clock
  readonly #notice: Countdown
  readonly #end: Countdown
  /** By the clock, which only goes forward; milliseconds. */
  #endsAt = 0
  #announced = false

  constructor(milliseconds: number, on: AnnouncedEndEvents, clock: Clock = systemClock) {
    this.#milliseconds = milliseconds
    this.#changed = on.changed
    this.#clock = clock
    this.#noticeMilliseconds = Math.min(LONGEST_NOTICE_MILLISECONDS, milliseconds * NOTICE_PART)
    const orPutOff = (act: () => void) => () => (on.isPutOff?.() ? this.restart() : act())
    this.#notice = new Countdown(
      milliseconds - this.#noticeMilliseconds,
      orPutOff(() => this.#announce(true)),
      clock,
    )
    this.#end = new Countdown(milliseconds, orPutOff(on.expired), clock)
  }

  /** Milliseconds until the end. */
  get millisecondsLeft(): number {
    return Math.max(0, this.#endsAt - this.#clock.now())
  }

  /** Milliseconds until the end once that is announced; undefined before. */
  get left(): number | undefined {
    return this.#announced ? this.millisecondsLeft : undefined
  }

  /** Begins anew, with its whole time or what is left of it. Cheap to call often. */
  restart(milliseconds = this.#milliseconds): void {
    this.#endsAt = this.#clock.now() + milliseconds
    this.#notice.restart(Math.max(0, milliseconds - this.#noticeMilliseconds))
    this.#end.restart(Math.max(0, milliseconds))
    this.#announce(false)
  }

  stop(): void {
    this.#notice.stop()
    this.#end.stop()
    this.#announced = false
  }

  #announce(announced: boolean): void {
    if (announced === this.#announced) return
    this.#announced = announced
    this.#changed()
  }
}
