import { randomInt } from 'node:crypto'
import { MOVE_CODE_DIGITS, MOVE_CODE_MILLISECONDS, normalCode } from '../../protocol/join-code.ts'
import { type Clock, systemClock } from '../common/clock.ts'

interface Given<Seat> {
  readonly seat: Seat
  readonly until: number
}

/** Codes that are out at once: with more, a guessed one would be right too often. */
const MAXIMUM_CODES = 500

/**
 * The codes that bring seats to other computers: each is good for one seat, once, and for five minutes.
 * A seat has one at a time: a new one takes the place of that of before. They are kept in memory alone,
 * so a new server knows none.
 */
export class MoveCodes<Seat> {
  readonly #clock: Clock
  readonly #given = new Map<string, Given<Seat>>()

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** @returns a new code for the seat; undefined where too many are out. */
  give(seat: Seat): string | undefined {
    this.#forgetOld()
    this.forgetWhere((given) => given === seat)
    if (this.#given.size >= MAXIMUM_CODES) return undefined
    for (;;) {
      const code = String(randomInt(10 ** MOVE_CODE_DIGITS)).padStart(MOVE_CODE_DIGITS, '0')
      if (this.#given.has(code)) continue
      this.#given.set(code, { seat, until: this.#clock.now() + MOVE_CODE_MILLISECONDS })
      return code
    }
  }

  /** @returns the seat that `take` would have; the code stays good. */
  find(typed: string): Seat | undefined {
    this.#forgetOld()
    return this.#given.get(normalCode(typed))?.seat
  }

  /** Uses a code up. @returns its seat; undefined where nobody was given it, or it is over. */
  take(typed: string): Seat | undefined {
    this.#forgetOld()
    const code = normalCode(typed)
    const given = this.#given.get(code)
    this.#given.delete(code)
    return given?.seat
  }

  /** The codes of such seats are no longer good. */
  forgetWhere(isIt: (seat: Seat) => boolean): void {
    for (const [code, { seat }] of this.#given) if (isIt(seat)) this.#given.delete(code)
  }

  #forgetOld(): void {
    for (const [code, { until }] of this.#given) {
      if (until <= this.#clock.now()) this.#given.delete(code)
    }
  }
}
