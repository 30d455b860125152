import type { SeatLevels } from '../../protocol/board-messages.ts'
import type { Clock } from '../common/clock.ts'
import { systemClock } from '../common/clock.ts'
import { Watched } from '../common/watched.ts'
import type { House } from '../house/house.ts'
import type { SessionLimits } from '../sessions/session.ts'
import type { SessionTerms } from '../sessions/session-terms.ts'
import type { SeatPhase, SeatPlan } from './seat-plan.ts'

export interface WorkshopSeatsOptions {
  readonly plan: SeatPlan
  readonly house: House
  /** The house's: what the plan does not say is taken from them. */
  readonly limits: SessionLimits
  readonly clock?: Clock | undefined
  /**
   * What an earlier server knew: `open` where it was opened and not closed, also ahead of its time.
   */
  readonly phase?: SeatPhase | undefined
}

/**
 * The seats of one workshop, from the plan to the closing: prepared ahead, given to its participants
 * alone, and ended when it closes. Follows the plan's dates by itself; a jump of the host's clock ends
 * nobody's sandbox without notice.
 */
export class WorkshopSeats implements Disposable {
  /** Goes forward by itself, and by `open` and `close`. */
  readonly phase: Watched<SeatPhase>
  /** What is prepared, and what this machine can hold of it: known from the beginning. */
  readonly levels: Watched<SeatLevels>
  #plan: SeatPlan
  readonly #clock: Clock

  constructor({ plan, clock = systemClock, phase = 'planned' }: WorkshopSeatsOptions) {
    this.#plan = plan
    this.#clock = clock
    this.phase = new Watched(phase)
    const { seats } = plan
    this.levels = new Watched<SeatLevels>({
      prepared: 0,
      starting: 0,
      taken: 0,
      holds: seats,
      why: null,
    })
  }

  /** Participants who wait for a seat. */
  get waiting(): number {
    return 0
  }

  /** Until it closes, in milliseconds; undefined where no end is set. */
  get millisecondsLeft(): number | undefined {
    const { closes } = this.#plan
    return closes === null ? undefined : Math.max(0, closes - this.#clock.date())
  }

  /**
   * For `SessionRegistry`'s `termsOf`, where the session is one of this workshop's.
   * @returns undefined before the seats are prepared and after the closing: the session is then an
   * ordinary reader's.
   */
  termsOf(_session: string): SessionTerms | undefined {
    return undefined
  }

  /** The plan has changed: what can change, changes at once. */
  change(plan: SeatPlan): void {
    this.#plan = plan
  }

  /** Opens ahead of the time that is set. */
  open(): void {
    this.phase.set('open')
  }

  /** Closes now: every sandbox ends. @returns when all of them are removed. */
  async close(): Promise<void> {
    this.phase.set('closed')
  }

  /** Gives one participant more time than the workshop has, in minutes. */
  extend(_session: string, _minutes: number): void {}

  /** Follows the plan no longer, and touches no sandbox: the server stops. */
  [Symbol.dispose](): void {}
}
