import { isDeepStrictEqual } from 'node:util'
import type { SeatLevels } from '../../protocol/board-messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import { Watched } from '../common/watched.ts'
import type { House } from '../house/house.ts'
import type { Reservation, SeatNeeds } from '../house/reservation.ts'
import type { SessionLimits } from '../sessions/session.ts'
import type { SessionTerms } from '../sessions/session-terms.ts'
import { Schedule } from './schedule.ts'
import type { SeatPhase, SeatPlan } from './seat-plan.ts'

const MINUTE_MILLISECONDS = 60_000

export interface WorkshopSeatsOptions {
  readonly plan: SeatPlan
  readonly house: Pick<House, 'seats' | 'reservations'>
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
  readonly #options: WorkshopSeatsOptions
  readonly #clock: Clock
  readonly #schedule: Schedule
  /** When each participant's sandbox ends who was asked for, in milliseconds of `Clock.now()`. */
  readonly #ends = new Map<string, Watched<number>>()
  /** Of those who have more time than the workshop, by the same clock. */
  readonly #extended = new Map<string, number>()
  /** Hosts who have a seat beside the participants: what they show is their own sandbox's. */
  readonly #hosts = new Set<string>()
  #plan: SeatPlan
  /** When it was prepared first, in milliseconds since 1970. */
  #begunAt = Infinity
  #reservation: Reservation
  #stopLevels: () => void
  /** Of a workshop that has closed: resolves when nothing of it is left. */
  #closing: Promise<void> = Promise.resolve()

  /** @throws where the server does not have the course. */
  constructor(options: WorkshopSeatsOptions) {
    const { plan, clock = systemClock, phase } = options
    this.#options = options
    this.#clock = clock
    this.#plan = plan
    this.#schedule = new Schedule(plan, clock, phase)
    this.phase = this.#schedule.phase
    this.#reservation = options.house.reservations.add(this.#needs)
    this.levels = new Watched(this.#levelsOf(this.#reservation.levels.value))
    this.#stopLevels = this.#followLevels()
    this.#schedule.start()
    this.#enter(this.phase.value)
    this.phase.watch((now) => this.#enter(now))
    this.#schedule.endsAt.watch((end) => this.#endAll(end))
  }

  /** Participants who wait for a seat. */
  get waiting(): number {
    return this.#reservation.seats.waiting
  }

  /** Until it closes, in milliseconds; undefined where no end is set. */
  get millisecondsLeft(): number | undefined {
    return this.#schedule.millisecondsLeft
  }

  /**
   * For `SessionRegistry`'s `termsOf`, where the session is one of this workshop's. Before its seats
   * are prepared, and after the closing, its sandboxes are those of ordinary readers.
   */
  termsOf(session: string): SessionTerms {
    const { house, limits } = this.#options
    const phase = this.phase.value
    if (phase === 'planned' || phase === 'closed') {
      return { seats: house.seats, limits, countedByAddress: 'seats' }
    }
    const { idleMinutes = Infinity } = this.#plan
    return {
      seats: this.#reservation.seats,
      limits: {
        ...limits,
        idleMilliseconds: idleMinutes * MINUTE_MILLISECONDS,
        // Who has closed the laptop for a break finds the seat as it was.
        closedMilliseconds: undefined,
        extensions: 0,
      },
      endsAt: this.#endOf(session),
      countedByAddress: 'nothing',
    }
  }

  /** The same for a host's own session, for whom there is one seat more than the plan has. */
  termsOfHost(host: string, session: string): SessionTerms {
    if (!this.#hosts.has(host)) {
      this.#hosts.add(host)
      this.#reservation.change(this.#needs)
    }
    return this.termsOf(session)
  }

  /**
   * The plan has changed: what can change, changes at once. Its course and its limits stay as they are
   * once it is prepared.
   */
  change(plan: SeatPlan): void {
    const { course, limits } = this.#plan
    this.#plan = plan
    const isOther = plan.course !== course || !isDeepStrictEqual(plan.limits, limits)
    if (isOther && !this.#reservation.isBegun && !this.#reservation.isClosed) {
      void this.#reservation.close()
      this.#reserveAnew()
    }
    this.#schedule.change(plan)
    this.#reservation.change(this.#needs)
  }

  /** Opens ahead of the time that is set, or once more. */
  open(): void {
    this.#schedule.open()
  }

  /** Closes now: every sandbox ends. @returns when all of them are removed. */
  async close(): Promise<void> {
    this.#schedule.close()
    // Those who had more time as well.
    this.#extended.clear()
    this.#endAll(this.#clock.now())
    await this.#closing
  }

  /** Gives one participant more time than the workshop has, in minutes. */
  extend(session: string, minutes: number): void {
    if (this.phase.value !== 'open') return
    const end = this.#endOf(session)
    const extended = Math.max(this.#clock.now(), end.value) + minutes * MINUTE_MILLISECONDS
    this.#extended.set(session, extended)
    end.set(extended)
  }

  /** Follows the plan no longer, and touches no sandbox: the server stops. */
  [Symbol.dispose](): void {
    this.#schedule[Symbol.dispose]()
    this.#stopLevels()
  }

  get #needs(): SeatNeeds {
    const { workshop: name, course, closes, limits } = this.#plan
    const seats = this.#plan.seats + this.#hosts.size
    // One that was opened ahead of its time has its turn among the others from then on.
    const from = Math.min(this.#schedule.prepares, this.#begunAt)
    return { name, course, seats, from, until: closes ?? Infinity, limits }
  }

  #enter(phase: SeatPhase): void {
    // What was prepared for a workshop that begins later after all is given back.
    const isOver = phase === 'closed' || (phase === 'planned' && this.#reservation.isBegun)
    if (isOver) this.#closing = this.#reservation.close()
    if (phase === 'closed') return
    if (this.#reservation.isClosed) this.#reserveAnew()
    if (phase === 'planned') return
    this.#begunAt = Math.min(this.#begunAt, this.#clock.date())
    this.#reservation.change(this.#needs)
    this.#reservation.begin()
  }

  #reserveAnew(): void {
    this.#stopLevels()
    this.#reservation = this.#options.house.reservations.add(this.#needs)
    this.levels.set(this.#levelsOf(this.#reservation.levels.value))
    this.#stopLevels = this.#followLevels()
  }

  #followLevels(): () => void {
    return this.#reservation.levels.watch((levels) => this.levels.set(this.#levelsOf(levels)))
  }

  /** Where all participants have a seat nothing is missing, whatever the hosts have. */
  #levelsOf(levels: SeatLevels): SeatLevels {
    const { seats } = this.#plan
    return levels.holds < seats ? levels : { ...levels, holds: seats, why: null }
  }

  #endOf(session: string): Watched<number> {
    const known = this.#ends.get(session)
    if (known) return known
    const end = new Watched(this.#schedule.endsAt.value)
    this.#ends.set(session, end)
    return end
  }

  #endAll(end: number): void {
    for (const [session, one] of this.#ends) {
      one.set(Math.max(end, this.#extended.get(session) ?? 0))
    }
  }
}
