/** Changes within this time are told as one, in milliseconds: a window that is dragged has 60 a second. */
const TELL_MILLISECONDS = 50

/** A size in character cells. */
export interface CellSize {
  readonly columns: number
  readonly rows: number
}

/** The size of a terminal, and whether the watcher that is told decides it. */
export interface OwnedSize extends CellSize {
  readonly owned: boolean
}

export interface SizeWatcher {
  /** Told when the size changes, or its owner. */
  size(size: OwnedSize): void
}

interface Place {
  /** Of the watcher's own screen. */
  own: CellSize
  told: OwnedSize
}

/**
 * The size of one terminal that any number of pages show. One of them decides it: the last one that
 * claimed it, of those that are there. The others show it as it is.
 */
export class TerminalSize {
  readonly #onChange: (size: CellSize) => void
  /** In the order of their claims: the last one is the owner. */
  #places = new Map<SizeWatcher, Place>()
  #size: CellSize | undefined
  #telling: NodeJS.Timeout | undefined

  /** @param size undefined: not known. @param onChange told the terminal's new size. */
  constructor(size: CellSize | undefined, onChange: (size: CellSize) => void) {
    this.#size = size
    this.#onChange = onChange
  }

  /** Undefined: not known. */
  get now(): CellSize | undefined {
    return this.#size
  }

  /**
   * A watcher comes. @param claims false: it owns the size only where nobody else is there.
   * @returns what it is told at its beginning.
   */
  join(watcher: SizeWatcher, own: CellSize, claims: boolean): OwnedSize {
    const others = this.#places
    const told = { ...own, owned: true }
    const place: Place = { own, told }
    // One that does not claim it comes before those that did.
    this.#places = new Map(claims ? [...others, [watcher, place]] : [[watcher, place], ...others])
    this.#follow()
    place.told = this.#seenBy(watcher)
    return place.told
  }

  /** The watcher's screen has another size: the terminal's, where the watcher owns it. */
  resize(watcher: SizeWatcher, own: CellSize): void {
    const place = this.#places.get(watcher)
    if (place === undefined) return
    place.own = own
    this.#follow()
  }

  /** The watcher takes the size over. */
  claim(watcher: SizeWatcher, own: CellSize): void {
    const place = this.#places.get(watcher)
    if (place === undefined) return
    this.#places.delete(watcher)
    this.#places.set(watcher, { ...place, own })
    this.#follow()
  }

  /** The watcher goes: the size is that of whoever claimed it before. */
  leave(watcher: SizeWatcher): void {
    this.#places.delete(watcher)
    this.#follow()
  }

  /** The terminal is over: nobody is told any more. */
  close(): void {
    clearTimeout(this.#telling)
    this.#places.clear()
  }

  #follow(): void {
    const owner = [...this.#places.values()].at(-1)
    if (owner === undefined) return
    const { columns, rows } = owner.own
    if (columns !== this.#size?.columns || rows !== this.#size.rows) {
      this.#size = { columns, rows }
      this.#onChange(this.#size)
    }
    this.#telling ??= setTimeout(() => this.#tell(), TELL_MILLISECONDS)
  }

  #tell(): void {
    this.#telling = undefined
    for (const [watcher, place] of this.#places) {
      const now = this.#seenBy(watcher)
      const { columns, rows, owned } = place.told
      // Its own size is no news to the owner.
      const isNews = now.owned ? !owned : owned || columns !== now.columns || rows !== now.rows
      if (!isNews) continue
      place.told = now
      watcher.size(now)
    }
  }

  #seenBy(watcher: SizeWatcher): OwnedSize {
    const owned = [...this.#places.keys()].at(-1) === watcher
    return { ...(this.#size as CellSize), owned }
  }
}
