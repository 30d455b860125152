import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from './element.ts'
import { placeInOrder } from './place-in-order.ts'
import { type RoomModel, tileFacts } from './room-model.ts'
import { SeatsInView } from './seats-in-view.ts'
import { Tile } from './tile.ts'
import { TileKeys } from './tile-keys.ts'

/** How long the order stays as it is after the host has pointed at a tile or moved to one. */
const STEADY_MILLISECONDS = 4000

/** How many tiles out of view are painted at a time, and how often; milliseconds. */
const TILES_A_TURN = 20
const TURN_MILLISECONDS = 30

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
  readonly element = make('ul', { className: 'tiles', ariaLabel: phrase('board.readers') })
  readonly #tiles = new Map<number, Tile>()
  readonly #inView: SeatsInView
  readonly #keys: TileKeys
  #touched = Number.NEGATIVE_INFINITY
  #model: RoomModel | undefined
  /** Tiles out of view that are not as the room is: painted in turns, or when they come into view. */
  readonly #stale = new Set<number>()
  #turn: ReturnType<typeof setTimeout> | undefined

  constructor(options: TileGridOptions) {
    this.#inView = new SeatsInView((seats) => {
      for (const seat of seats) if (this.#stale.has(seat)) this.#paintTile(seat)
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

  /** Paints these tiles, and no others: those in view at once. @param seats undefined: all. */
  paint(model: RoomModel, seats?: Iterable<number>): void {
    this.#model = model
    for (const seat of seats ?? model.state.seats.keys()) {
      const isAtOnce = this.#inView.has(seat) || !this.#tiles.has(seat)
      if (isAtOnce) this.#paintTile(seat)
      else this.#stale.add(seat)
    }
    this.#paintInTurns()
  }

  paintScreens(model: RoomModel, seats: Iterable<number>): void {
    for (const seat of seats) this.#tiles.get(seat)?.paintScreen(model.state.screens.get(seat))
  }

  /**
   * Shows these, in this order.
   * @param isForced even where the host points at a tile, which otherwise stays where it is.
   */
  arrange(seats: readonly BoardSeat[], selected: ReadonlySet<number>, isForced: boolean): void {
    const tiles = seats.map(({ seat }) => this.#tile(seat))
    for (const tile of tiles) tile.isSelected = selected.has(tile.seat)
    const isSteady = !isForced && performance.now() - this.#touched < STEADY_MILLISECONDS
    placeInOrder(
      this.element,
      tiles.map(({ element }) => element),
      isSteady,
    )
    this.#keys.settle()
  }

  focus(seat: number): void {
    this.#tiles.get(seat)?.name.focus()
  }

  #paintTile(seat: number): void {
    this.#stale.delete(seat)
    const facts = this.#model?.state.seats.get(seat)
    if (this.#model && facts) this.#tile(seat).paint(tileFacts(facts, this.#model))
    else this.#remove(seat)
  }

  /** A few at a time, so that no frame waits for what nobody sees. */
  #paintInTurns(): void {
    if (this.#stale.size === 0) return
    this.#turn ??= setTimeout(() => {
      this.#turn = undefined
      for (const seat of [...this.#stale].slice(0, TILES_A_TURN)) this.#paintTile(seat)
      this.#paintInTurns()
    }, TURN_MILLISECONDS)
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
