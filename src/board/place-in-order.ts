import { longestRise } from './longest-rise.ts'

/**
 * Least time between two moves, in milliseconds. The site's rules of what follows what (`* + *`) have a
 * browser style all children anew, however few of them move.
 */
const MOVE_MILLISECONDS = 1000

export interface Placing {
  /** Those that are there stay where they are: what is new comes behind them. */
  readonly isSteady?: boolean
  /** At once, however short ago the last move was. */
  readonly isForced?: boolean
}

/**
 * Keeps the children of an element in an order, and moves as few of them as it can, once a second at most.
 * What has the focus keeps it.
 */
export class PlaceInOrder {
  readonly #parent: Element
  #wanted: readonly Element[] = []
  #movedAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(parent: Element) {
    this.#parent = parent
  }

  /** Makes these the children at once, and in this order at once or soon. */
  place(wanted: readonly Element[], { isSteady = false, isForced = false }: Placing = {}): void {
    const parent = this.#parent
    const keep = new Set(wanted)
    for (const child of [...parent.children]) if (!keep.has(child)) child.remove()
    clearTimeout(this.#timer)
    this.#timer = undefined
    const due = isForced ? 0 : this.#movedAt + MOVE_MILLISECONDS - performance.now()
    this.#wanted = wanted
    if (due <= 0 && !isSteady) {
      this.#move()
      return
    }
    parent.append(...wanted.filter((child) => child.parentElement !== parent))
    if (!isSteady) this.#timer = setTimeout(() => this.#move(), due)
  }

  #move(): void {
    const parent = this.#parent
    const wanted = this.#wanted
    const focused = document.activeElement
    const places = new Map([...parent.children].map((child, place) => [child, place]))
    const known = wanted.filter((child) => places.has(child))
    const rise = longestRise(known.map((child) => places.get(child) as number))
    const stay = new Set(known.filter((_, index) => rise.has(index)))
    let next: Element | null = null
    for (const child of wanted.toReversed()) {
      if (!stay.has(child)) {
        parent.insertBefore(child, next)
        if (places.has(child)) this.#movedAt = performance.now()
      }
      next = child
    }
    const isLost = focused !== document.activeElement && focused instanceof HTMLElement
    if (isLost && parent.contains(focused)) focused.focus({ preventScroll: true })
  }
}
