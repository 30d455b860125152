import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setText } from '../elements/element.ts'
import { ActBar } from './act-bar.ts'
import { ActionLog } from './action-log.ts'
import type { BoardContext } from './board-context.ts'
import { boardHelp } from './board-help.ts'
import type { Changes } from './board-state.ts'
import { ChoiceBar } from './choice-bar.ts'
import type { CourseChapters } from './course-chapters.ts'
import { isOver } from './look-over.ts'
import { Machines } from './machines.ts'
import { Matrix } from './matrix.ts'
import { ReaderActs, type Readers } from './reader-acts.ts'
import { RoomBar } from './room-bar.ts'
import { RoomHead, type RoomHeadOptions } from './room-head.ts'
import { type RoomModel, roomModel } from './room-model.ts'
import { chooseSeats } from './seat-order.ts'
import { SeatPanel } from './seat-panel.ts'
import { Tabs } from './tabs.ts'
import { TileGrid } from './tile-grid.ts'

/** One workshop on the board: its figures, its readers, and what a host can do. */
export class Room {
  readonly element = make('section', { className: 'room' })
  readonly head: RoomHead
  readonly #board: BoardContext
  readonly #acts: ReaderActs
  readonly #bar = new RoomBar()
  readonly #machines = new Machines()
  readonly #choice = new ChoiceBar(() => this.#paintChoice(true))
  readonly #actBar: ActBar
  readonly #grid: TileGrid
  readonly #matrix: Matrix
  readonly #log = new ActionLog()
  readonly #panel: SeatPanel
  readonly #empty = make('p', { className: 'board-empty' })
  readonly #tabs: Tabs<'tiles' | 'matrix' | 'log'>
  readonly #selected = new Set<number>()
  /** Looks that this board has ended. */
  readonly #ended = new Set<number>()
  /** The readers that are shown, in their order. */
  #shown: readonly BoardSeat[] = []
  /** Undefined until they are loaded. */
  chapters: CourseChapters | undefined

  constructor(board: BoardContext, options: Omit<RoomHeadOptions, 'readers'>) {
    this.#board = board
    this.#acts = new ReaderActs(board)
    this.head = new RoomHead(board, { ...options, readers: () => this.#readers })
    this.#panel = new SeatPanel(board, this.#acts, (seat) => this.#closed(seat))
    this.#grid = new TileGrid({
      open: (seat) => this.openSeat(seat),
      select: (seat, isSelected) => this.#select([seat], isSelected),
      onKey: (key, seat) => this.#press(key, seat),
      onView: (seats) => this.#tellView(seats),
    })
    this.#matrix = new Matrix({
      open: (seat) => this.openSeat(seat),
      repaint: () => this.#matrix.paint(this.#model, this.#shown),
    })
    this.#actBar = new ActBar({
      acts: this.#acts,
      readers: () => this.#readers,
      selectShown: () =>
        this.#select(
          this.#shown.map(({ seat }) => seat),
          true,
        ),
      clearSelection: () => this.#select([...this.#selected], false),
    })
    const tiles = make('div', { className: 'board-tiles' }, this.#grid.element)
    this.#tabs = new Tabs(
      phrase('board.views'),
      [
        { name: 'tiles', words: phrase('board.tiles'), element: tiles },
        { name: 'matrix', words: phrase('board.matrix'), element: this.#matrix.element },
        { name: 'log', words: phrase('board.log'), element: this.#log.element },
      ],
      () => this.paint(),
    )
    const pages = make('div', { className: 'board-pages' })
    pages.append(this.#empty, tiles, this.#matrix.element, this.#log.element)
    this.element.append(
      this.head.element,
      this.#bar.element,
      this.#machines.element,
      make('div', { className: 'board-tools' }, this.#tabs.element, this.#choice.element),
      this.#actBar.element,
      make('div', { className: 'board-main' }, pages, this.#panel.element),
      boardHelp(),
    )
  }

  /** Opens the reader's panel. */
  openSeat(seat: number): void {
    const known = this.#board.state.seats.get(seat)
    if (known) this.#panel.open(known, this.#model)
  }

  /** Opens the reader's panel, and asks to be let look. */
  async openLook(seat: number): Promise<void> {
    this.openSeat(seat)
    await this.#panel.look()
  }

  /** @param changes undefined: all may have changed, as time does. */
  paint(changes?: Changes): void {
    const model = this.#model
    const { state } = model
    if (changes)
      for (const seat of changes.seats) if (!state.seats.has(seat)) this.#selected.delete(seat)
    if (changes?.parts.has('looks') && !this.#panel.isOpen) this.#resumeLook(model)
    this.head.paint(model)
    this.#bar.paint(model)
    this.#machines.paint(model)
    this.#choice.offerGroups(state.workshop?.groups ?? [])
    this.#panel.paint(model)
    if (this.#tabs.shown === 'tiles') {
      this.#grid.paint(model, changes && new Set([...changes.seats, ...changes.screens]))
    }
    if (this.#tabs.shown === 'log') this.#log.paint(model)
    const isOrderOpen = !changes || changes.seats.size > 0
    if (isOrderOpen) this.#paintChoice(false, model, changes?.seats)
  }

  /** A look outlives the page: its reader's panel opens again. */
  #resumeLook({ state }: RoomModel): void {
    const look = [...state.looks.values()].find((one) => one.host === state.host && !isOver(one))
    if (look !== undefined && !this.#ended.has(look.look)) this.openSeat(look.seat)
  }

  /** Who is shown, in which order, and for whom the actions are. */
  #paintChoice(isForced: boolean, model = this.#model, changed?: ReadonlySet<number>): void {
    const { choice } = this.#choice
    const { state, stuck } = model
    this.#shown = chooseSeats(state.seats.values(), choice, stuck)
    if (this.#tabs.shown === 'tiles') this.#grid.arrange(this.#shown, this.#selected, isForced)
    if (this.#tabs.shown === 'matrix') this.#matrix.paint(model, this.#shown, changed, isForced)
    this.#actBar.paint(this.#readers, choice.group)
    this.#empty.hidden = this.#shown.length > 0 || this.#tabs.shown === 'log'
    setText(
      this.#empty,
      state.seats.size === 0 ? phrase('board.nobody-yet') : phrase('board.nobody-shown'),
    )
  }

  #select(seats: readonly number[], isSelected: boolean): void {
    for (const seat of seats) {
      if (isSelected) this.#selected.add(seat)
      else this.#selected.delete(seat)
    }
    const [only, ...others] = seats
    const one = only === undefined ? undefined : this.#board.state.seats.get(only)
    if (one !== undefined && others.length === 0) this.#actBar.saySelected(one, isSelected)
    this.#paintChoice(false)
  }

  #press(key: string, seat: number): void {
    const known = this.#board.state.seats.get(seat)
    if (known === undefined) return
    const readers = { to: { seats: [seat] }, seats: [known] }
    if (key === 'm') this.#acts.message(readers)
    if (key === 'e') this.#acts.extend(readers)
    if (key === 'l') this.openLook(seat)
    if (key === 'h' && known.hand) {
      const words = phrase('board.lower-done', { name: known.name })
      this.#board.act({ act: 'lower-hand', seat }, words)
    }
  }

  #tellView(seats: readonly number[]): void {
    const { state, client } = this.#board
    client.view(seats.filter((seat) => state.seats.get(seat)?.hasThumbnail))
  }

  /** A look ends with its panel, also where the server has not heard of that yet. */
  #closed(seat: number): void {
    for (const look of this.#board.state.looks.values()) this.#ended.add(look.look)
    this.#grid.focus(seat)
  }

  /** The selected readers, else those of the group that is shown, else all. */
  get #readers(): Readers {
    const present = [...this.#board.state.seats.values()].filter(
      ({ presence }) => presence !== 'over',
    )
    if (this.#selected.size > 0) {
      const seats = present.filter(({ seat }) => this.#selected.has(seat))
      return { to: { seats: seats.map(({ seat }) => seat) }, seats }
    }
    const { group } = this.#choice.choice
    if (group === null) return { to: 'all', seats: present }
    return { to: { group }, seats: present.filter((seat) => seat.group === group) }
  }

  get #model(): RoomModel {
    return roomModel(this.#board.state, this.chapters)
  }
}
