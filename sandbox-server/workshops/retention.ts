import type { Clock } from '../common/clock.ts'
import type { WorkshopRecords } from './records/workshop-records.ts'

/** How often it is asked what is to be forgotten, in milliseconds. */
const DUE_MILLISECONDS = 60_000

/** When what names a person is deleted: after the days that a plan says. */
export class Retention {
  readonly #records: Pick<WorkshopRecords, 'due'>
  readonly #clock: Clock
  /** What was due at the last look, and when that was by the clock that never jumps. */
  #due: ReadonlySet<string> = new Set()
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(records: Pick<WorkshopRecords, 'due'>, clock: Clock) {
    this.#records = records
    this.#clock = clock
  }

  /**
   * @returns the names of the workshops whose time has come. It must be due twice, a minute apart: a
   * clock that jumps for a moment deletes nothing.
   */
  due(): readonly string[] {
    if (this.#clock.now() - this.#lookedAt < DUE_MILLISECONDS) return []
    this.#lookedAt = this.#clock.now()
    const before = this.#due
    const now = this.#records.due(this.#clock.date())
    this.#due = new Set(now)
    return now.filter((name) => before.has(name))
  }
}
