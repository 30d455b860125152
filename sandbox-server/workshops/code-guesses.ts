import { type Clock, systemClock } from '../common/clock.ts'

/** Wrong codes of one kind that may come: so many at once, and then so many a second. */
export interface GuessRate {
  readonly burst: number
  readonly perSecond: number
}

export interface GuessBounds {
  readonly perAddress: GuessRate
  readonly inAll: GuessRate
}

/**
 * Of workshops' own codes, which have 40 bits: a classroom of 300 behind one address may mistype a
 * hundred of them while it joins.
 */
export const JOIN_GUESSES: GuessBounds = {
  perAddress: { burst: 100, perSecond: 1 },
  inAll: { burst: 1000, perSecond: 20 },
}

/**
 * Of codes that a program made, from an address whose wrong codes are too many: its right one is good
 * all the same, so that nobody locks a classroom out from within. Of 40 bits, 200 guesses a second find
 * one of ten workshops in a day with a chance of 1 in 6,000.
 */
export const MADE_CODE_GUESSES: GuessBounds = {
  perAddress: { burst: 1000, perSecond: 100 },
  inAll: { burst: 2000, perSecond: 200 },
}

/**
 * Of codes that move a seat, which have six digits and are good for five minutes: 30 wrong ones in that
 * time from one address, and 200 from all, are a chance of 1 in 5,000 for each code that is out.
 */
export const MOVE_GUESSES: GuessBounds = {
  perAddress: { burst: 15, perSecond: 0.05 },
  inAll: { burst: 100, perSecond: 0.33 },
}

/**
 * Of seats that are taken: a room of 1000 behind one address may come five times over. A program that
 * joins and leaves without end would fill the memory and the disk.
 */
export const SEATS_TAKEN: GuessBounds = {
  perAddress: { burst: 5000, perSecond: 1 },
  inAll: { burst: 50_000, perSecond: 20 },
}

/** Addresses that are remembered: the one whose wrong codes are the oldest is forgotten first. */
const MAXIMUM_ADDRESSES = 10_000

interface Guesses {
  /** Wrong codes that still count. */
  count: number
  /** When that was so, in the clock's milliseconds. */
  at: number
}

/** How many came lately, by address and in all: wrong codes, or readers who took a seat. */
export class CodeGuesses {
  readonly #bounds: GuessBounds
  readonly #clock: Clock
  readonly #byAddress = new Map<string, Guesses>()
  readonly #all: Guesses

  constructor(bounds: GuessBounds, clock: Clock = systemClock) {
    this.#bounds = bounds
    this.#clock = clock
    this.#all = { count: 0, at: clock.now() }
  }

  /**
   * Whether a code from there may be tried. Where it may not, a right one is refused too, as long as a
   * person may have chosen it: the answer would tell it from the wrong ones.
   * @param address by which readers are counted together; undefined for this machine.
   */
  mayTry(address = ''): boolean {
    const { perAddress, inAll } = this.#bounds
    const own = this.#byAddress.get(address)
    const ownCount = own === undefined ? 0 : this.#countOf(own, perAddress)
    return ownCount + 1 <= perAddress.burst && this.#countOf(this.#all, inAll) + 1 <= inAll.burst
  }

  /** One more: a code that was tried was wrong, or a seat was taken. */
  count(address = ''): void {
    const { perAddress, inAll } = this.#bounds
    const now = this.#clock.now()
    const own = this.#byAddress.get(address) ?? { count: 0, at: now }
    own.count = this.#countOf(own, perAddress) + 1
    own.at = now
    this.#all.count = this.#countOf(this.#all, inAll) + 1
    this.#all.at = now
    // Put last: the map is in the order of the last wrong code.
    this.#byAddress.delete(address)
    this.#byAddress.set(address, own)
    const [oldest] = this.#byAddress.keys()
    if (this.#byAddress.size > MAXIMUM_ADDRESSES) this.#byAddress.delete(oldest as string)
  }

  #countOf({ count, at }: Guesses, { perSecond }: GuessRate): number {
    return Math.max(0, count - ((this.#clock.now() - at) / 1000) * perSecond)
  }
}
