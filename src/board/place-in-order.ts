import { longestRise } from './longest-rise.ts'

/** Children that change places in one frame: each is laid out anew with all that is in it. */
const MOVES_A_FRAME = 4

export interface Placing {
  /** Those that are there stay where they are: what is new comes behind them. */
  readonly isSteady?: boolean
  /** All at once, and not a few in each frame. */
  readonly isForced?: boolean
}

/**
 * Keeps the children of an element in an order, and moves as few of them as it can, a few in each frame.
 * What has the focus keeps it.
 */
export class PlaceInOrder {
  readonly #parent: Element
  #wanted: readonly Element[] = []
  #frame: number | undefined

  constructor(parent: Element) {
    this.#parent = parent
  }

  /** Makes these the children at once, and soon in this order. */
  place(wanted: readonly Element[], { isSteady = false, isForced = false }: Placing = {}): void {
    const parent = this.#parent
    const keep = new Set(wanted)
    for (const child of [...parent.children]) if (!keep.has(child)) child.remove()
    this.#wanted = isSteady ? [] : wanted
    if (isSteady) parent.append(...wanted.filter((child) => child.parentElement !== parent))
    else this.#move(isForced ? wanted.length : MOVES_A_FRAME)
  }

  #move(most: number): void {
    const parent = this.#parent
    const focused = document.activeElement
    const places = new Map([...parent.children].map((child, place) => [child, place]))
    const known = this.#wanted.filter((child) => places.has(child))
    const rise = longestRise(known.map((child) => places.get(child) as number))
    const stay = new Set(known.filter((_, index) => rise.has(index)))
    let moves = 0
    let next: Element | null = null
    for (const child of this.#wanted.toReversed()) {
      if (!stay.has(child)) {
        // What is not there yet does not wait; what changes places stays where it is meanwhile.
        if (places.has(child) && moves++ >= most) continue
        parent.insertBefore(child, next)
      }
      next = child
    }
    if (moves > most) {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = undefined
        this.#move(MOVES_A_FRAME)
      })
    }
    const isLost = focused !== document.activeElement && focused instanceof HTMLElement
    if (isLost && parent.contains(focused)) focused.focus({ preventScroll: true })
  }
}
