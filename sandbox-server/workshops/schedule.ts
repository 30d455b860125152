import { type Clock, systemClock } from '../common/clock.ts'
import { Watched } from '../common/watched.ts'
import type { SeatPhase, SeatPlan } from './seat-plan.ts'

/** The host's clock may jump at any time: it is looked at least so often, in milliseconds. */
const LOOK_MILLISECONDS = 10_000

/** A closing that the clock has jumped over is announced so long ahead, in milliseconds. */
const NOTICE_MILLISECONDS = 5 * 60_000

/** A workshop without a closing ends after this time, in milliseconds: 30 days. */
const LONGEST_MILLISECONDS = 30 * 24 * 3_600_000

const MINUTE_MILLISECONDS = 60_000

export type ScheduledPlan = Pick<SeatPlan, 'opens' | 'closes' | 'prepareMinutes'>

/**
 * When a workshop is prepared, opened and closed. The dates of the plan are compared with the host's
 * clock; from the opening on the time until the closing is counted by a clock that only goes forward.
 * So a host's clock that is set back closes nothing later or twice, and one that jumps ahead of the
 * closing leaves five minutes.
 */
export class Schedule implements Disposable {
  readonly phase: Watched<SeatPhase>
  /** Once it is prepared: when it closes, in milliseconds of `Clock.now()`. */
  readonly endsAt = new Watched(Infinity)
  #plan: ScheduledPlan
  readonly #clock: Clock
  #cancel: (() => void) | undefined
  /** Closed without having been open: the clock says that its time is over. */
  #isMissed = false

  /** @param phase where an earlier server left it. It begins with `start`. */
  constructor(plan: ScheduledPlan, clock: Clock = systemClock, phase: SeatPhase = 'planned') {
    this.#plan = plan
    this.#clock = clock
    this.phase = new Watched(phase)
    if (phase === 'open') this.endsAt.set(this.#plannedEnd)
  }

  /** When the first sandbox is prepared, in milliseconds since 1970; `Infinity`: when it is opened. */
  get prepares(): number {
    const { opens, prepareMinutes } = this.#plan
    return opens === null ? Infinity : opens - prepareMinutes * MINUTE_MILLISECONDS
  }

  /** Until it closes, once it is open; in milliseconds. Undefined where no end is set. */
  get millisecondsLeft(): number | undefined {
    if (this.#plan.closes === null) return undefined
    if (this.phase.value !== 'open') return Math.max(0, this.#plan.closes - this.#clock.date())
    return Math.max(0, this.endsAt.value - this.#clock.now())
  }

  /** Follows the clock from now on. */
  start(): void {
    this.#look()
  }

  /** Other dates. One that is open is open on, and closes when the new plan says so. */
  change(plan: ScheduledPlan): void {
    const before = this.#plan
    this.#plan = plan
    const isUnderWay = this.phase.value === 'preparing' || this.phase.value === 'open'
    if (isUnderWay && plan.closes !== before.closes) this.endsAt.set(this.#plannedEnd)
    // What begins later after all is prepared then.
    const isEarly = this.phase.value === 'preparing' && this.#clock.date() < this.prepares
    if (isEarly) this.phase.set('planned')
    this.#look()
  }

  /** Opens now, ahead of its time or once more. A closing that is past no longer counts. */
  open(): void {
    const { closes } = this.#plan
    if (closes !== null && closes <= this.#clock.date())
      this.#plan = { ...this.#plan, closes: null }
    this.#become('open')
    this.#look()
  }

  /** Closes now. */
  close(): void {
    if (this.phase.value === 'closed') return
    this.endsAt.set(this.#clock.now())
    this.#become('closed')
  }

  [Symbol.dispose](): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #look(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#follow()
    if (this.phase.value === 'closed' && !this.#isMissed) return
    const next = Math.min(LOOK_MILLISECONDS, Math.max(0, this.#untilNext))
    this.#cancel = this.#clock.after(next, () => this.#look())
  }

  /** Milliseconds until something is due, if no clock jumps. */
  get #untilNext(): number {
    const date = this.#clock.date()
    switch (this.phase.value) {
      case 'planned':
        return this.prepares - date
      case 'preparing':
        return (this.#plan.opens ?? Infinity) - date
      case 'open':
        return this.endsAt.value - this.#clock.now()
      default:
        return Infinity
    }
  }

  #follow(): void {
    const { opens, closes } = this.#plan
    const date = this.#clock.date()
    if (this.phase.value === 'open') {
      const latest = this.#clock.now() + NOTICE_MILLISECONDS
      if (closes !== null && date >= closes && this.endsAt.value > latest) this.endsAt.set(latest)
      if (this.#clock.now() >= this.endsAt.value) this.#become('closed')
    } else if (this.phase.value !== 'closed' || this.#isMissed) {
      if (opens === null) return
      if (closes !== null && date >= closes) this.#become('closed', true)
      else if (date >= opens) this.#become('open')
      else if (date >= this.prepares) this.#become('preparing')
      // The clock was ahead, and is right again.
      else if (this.#isMissed) this.#become('planned')
    }
  }

  #become(phase: SeatPhase, isMissed = false): void {
    this.#isMissed = isMissed
    if (phase === this.phase.value) return
    if (phase === 'preparing' || phase === 'open') this.endsAt.set(this.#plannedEnd)
    this.phase.set(phase)
  }

  get #plannedEnd(): number {
    const { closes } = this.#plan
    const left = closes === null ? LONGEST_MILLISECONDS : Math.max(0, closes - this.#clock.date())
    return this.#clock.now() + Math.min(LONGEST_MILLISECONDS, left)
  }
}
