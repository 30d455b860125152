import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setData } from '../elements/element.ts'
import { PaintQueue } from './paint-queue.ts'
import { PlaceInOrder } from './place-in-order.ts'
import { type RoomModel, tileFacts } from './room-model.ts'
import { SeatsInView } from './seats-in-view.ts'
import { Tile } from './tile.ts'
import { TileKeys } from './tile-keys.ts'

/** How long the order stays as it is after the host has pointed at a tile or moved to one. */
const STEADY_MILLISECONDS = 4000

export interface TileGridOptions {
  readonly open: (seat: number) => void
  readonly select: (seat: number, isSelected: boolean) => void
  /** The key was pressed at that reader's tile. */
  readonly onKey: (key: string, seat: number) => void
  /** Tells the seats whose tiles are in view. */
  readonly onView: (seats: readonly number[]) => void
}

/** The tiles of a room. Those out of view are neither laid out nor painted (`content-visibility`). */
export class TileGrid {
  // No `ul`: the site's rules of lists ask about the children of each.
  readonly element = make('div', {
    className: 'tiles',
    role: 'list',
    ariaLabel: phrase('board.readers'),
  })
  readonly #tiles = new Map<number, Tile>()
  readonly #inView: SeatsInView
  readonly #keys: TileKeys
  #touched = Number.NEGATIVE_INFINITY
  readonly #order = new PlaceInOrder(this.element)
  #model: RoomModel | undefined
  readonly #queue = new PaintQueue(
    (seat) => this.#paintTile(seat),
    (seat) => this.#inView.has(seat),
  )

  constructor(options: TileGridOptions) {
    this.#inView = new SeatsInView((seats) => {
      this.#queue.schedule()
      options.onView(seats)
    })
    this.#keys = new TileKeys(this.element, options)
    this.element.addEventListener('click', ({ target }) => {
      const seat = seatOf(target)
      if (seat === undefined || !(target instanceof HTMLElement)) return
      if (target.matches('input')) return
      options.open(seat)
    })
    this.element.addEventListener('change', ({ target }) => {
      const seat = seatOf(target)
      if (seat !== undefined) options.select(seat, (target as HTMLInputElement).checked)
    })
    for (const event of ['pointermove', 'focusin', 'keydown']) {
      this.element.addEventListener(event, () => {
        this.#touched = performance.now()
      })
    }
    // The width of a tile decides the size of its terminal's letters. To ask for it at each paint would
    // lay all of them out.
    new ResizeObserver(() => this.#measure()).observe(this.element)
  }

  /** Paints these tiles soon, and no others; those that are new at once. @param seats undefined: all. */
  paint(model: RoomModel, seats?: Iterable<number>): void {
    this.#model = model
    for (const seat of seats ?? model.state.seats.keys()) {
      const tile = this.#tiles.get(seat)
      // A picture that is withdrawn does not wait.
      if (!model.state.screens.has(seat)) tile?.paintScreen(undefined)
      if (tile === undefined) this.#paintTile(seat)
      else this.#queue.add([seat])
    }
  }

  /**
   * Shows these, in this order.
   * @param isForced even where the host points at a tile, which otherwise stays where it is.
   */
  arrange(seats: readonly BoardSeat[], selected: ReadonlySet<number>, isForced: boolean): void {
    const tiles = seats.map(({ seat }) => this.#tile(seat))
    for (const tile of tiles) tile.isSelected = selected.has(tile.seat)
    setData(
      this.element,
      'screens',
      seats.some(({ hasThumbnail }) => hasThumbnail) ? 'yes' : undefined,
    )
    const isSteady = !isForced && performance.now() - this.#touched < STEADY_MILLISECONDS
    this.#order.place(
      tiles.map(({ element }) => element),
      { isSteady, isForced },
    )
    this.#keys.settle()
  }

  focus(seat: number): void {
    this.#tiles.get(seat)?.name.focus()
  }

  #paintTile(seat: number): void {
    const { state } = this.#model ?? {}
    const facts = state?.seats.get(seat)
    if (this.#model === undefined || facts === undefined) {
      this.#remove(seat)
      return
    }
    const tile = this.#tile(seat)
    tile.paint(tileFacts(facts, this.#model))
    tile.paintScreen(state?.screens.get(seat))
  }

  #tile(seat: number): Tile {
    const known = this.#tiles.get(seat)
    if (known) return known
    const tile = new Tile(seat)
    this.#tiles.set(seat, tile)
    this.#inView.add(seat, tile.element)
    return tile
  }

  #remove(seat: number): void {
    const tile = this.#tiles.get(seat)
    if (tile === undefined) return
    this.#tiles.delete(seat)
    this.#inView.remove(seat, tile.element)
    tile.element.remove()
  }

  #measure(): void {
    const width = this.element.firstElementChild?.clientWidth ?? 0
    if (width > 0) this.element.style.setProperty('--tile-width', `${width}px`)
  }
}

export function seatOf(target: EventTarget | null): number | undefined {
  const tile = target instanceof Element ? target.closest<HTMLElement>('.tile') : null
  return tile === null ? undefined : Number(tile.dataset['seat'])
}
