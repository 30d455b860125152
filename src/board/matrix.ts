import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setData, setText } from '../elements/element.ts'
import {
  type CellState,
  cellState,
  columnsOf,
  countColumn,
  type MatrixColumn,
  stickingPoint,
} from './matrix-cells.ts'
import { PaintQueue } from './paint-queue.ts'
import { PlaceInOrder } from './place-in-order.ts'
import type { RoomModel } from './room-model.ts'
import { SeatsInView } from './seats-in-view.ts'

const CELL_WORDS: Readonly<Record<CellState, string>> = {
  done: phrase('board.cell-done'),
  failed: phrase('board.cell-failed'),
  running: phrase('board.cell-running'),
  none: phrase('board.cell-none'),
}

interface Row {
  readonly element: HTMLTableRowElement
  readonly name: HTMLButtonElement
  readonly cells: readonly HTMLTableCellElement[]
}

/** Readers by the blocks and tasks of one chapter. */
export class Matrix {
  readonly element = make('section', {
    className: 'board-matrix',
    ariaLabel: phrase('board.matrix'),
  })
  readonly #chapter = make('select', { id: 'board-chapter' })
  readonly #sentence = make('p', { className: 'board-sticking' })
  readonly #scroller = make('div', { className: 'matrix-scroller', tabIndex: 0, role: 'region' })
  readonly #open: (seat: number) => void
  readonly #rows = new Map<number, Row>()
  #columns: readonly MatrixColumn[] = []
  #heads: readonly HTMLTableCellElement[] = []
  #counts: readonly HTMLTableCellElement[] = []
  readonly #inView = new SeatsInView(() => this.#queue.schedule())
  readonly #queue = new PaintQueue(
    (seat) => this.#paintKnown(seat),
    (seat) => this.#inView.has(seat),
  )
  #model: RoomModel | undefined
  #body = make('tbody')
  #order = new PlaceInOrder(this.#body)
  #shown: string | undefined
  #choices = ''

  /** @param options.repaint another chapter was chosen. */
  constructor(options: { open: (seat: number) => void; repaint: () => void }) {
    this.#open = options.open
    this.#chapter.addEventListener('change', options.repaint)
    this.#scroller.ariaLabel = phrase('board.matrix')
    this.element.append(
      make(
        'p',
        { className: 'matrix-choice' },
        make('label', { htmlFor: 'board-chapter', textContent: phrase('board.chapter') }),
        ' ',
        this.#chapter,
      ),
      this.#sentence,
      this.#scroller,
    )
  }

  /**
   * Shows the rows of `seats`, in that order, and paints them soon; those that are new at once.
   * @param changed the others are as they were painted last; undefined: any may have changed.
   * @param isForced in that order at once, as the host has just chosen it.
   */
  paint(
    model: RoomModel,
    seats: readonly BoardSeat[],
    changed?: ReadonlySet<number>,
    isForced = false,
  ): void {
    this.#model = model
    this.#offerChapters(model)
    const chapter = model.chapters?.chapter(this.#chapter.value)
    if (chapter === undefined) {
      setText(this.#sentence, phrase('board.no-chapters'))
      return
    }
    if (this.#shown !== chapter.name) {
      this.#shown = chapter.name
      this.#build(columnsOf(chapter))
    }
    this.#paintHead(model, seats)
    for (const seat of seats) {
      if (!this.#rows.has(seat.seat)) this.#paintRow(seat)
      else if (changed?.has(seat.seat) !== false) this.#queue.add([seat.seat])
    }
    for (const [seat, { element }] of [...this.#rows]) {
      if (model.state.seats.has(seat)) continue
      this.#rows.delete(seat)
      this.#inView.remove(seat, element)
    }
    const rows = seats.flatMap(({ seat }) => this.#rows.get(seat)?.element ?? [])
    this.#order.place(rows, { isForced })
  }

  /** The chapter at which most readers are comes first; the host's choice stays. */
  #offerChapters({ chapters, state }: RoomModel): void {
    const names = chapters?.all.map(({ name }) => name) ?? []
    if (this.#choices === names.join()) return
    this.#choices = names.join()
    this.#chapter.replaceChildren(
      ...names.map((name) =>
        make('option', { value: name, textContent: chapters?.chapterTitle(name) ?? name }),
      ),
    )
    const places = [...state.seats.values()].flatMap(({ position }) => position?.chapter ?? [])
    const count = (name: string) => places.filter((place) => place === name).length
    const most = [...names].sort((one, other) => count(other) - count(one))[0]
    if (most !== undefined) this.#chapter.value = most
  }

  #build(columns: readonly MatrixColumn[]): void {
    this.#columns = columns
    for (const [seat, { element }] of this.#rows) this.#inView.remove(seat, element)
    this.#rows.clear()
    this.#body = make('tbody', { role: 'rowgroup' })
    this.#order = new PlaceInOrder(this.#body)
    this.#heads = columns.map(({ title, kind }) => {
      const words = make('span', { textContent: title, title })
      const head = make('th', { scope: 'col', role: 'columnheader' }, words)
      head.dataset['kind'] = kind
      return head
    })
    this.#counts = columns.map(() => make('td', { role: 'cell' }))
    const reader = make('th', {
      scope: 'col',
      role: 'columnheader',
      textContent: phrase('board.reader'),
    })
    const counts = make('th', {
      scope: 'row',
      role: 'rowheader',
      textContent: phrase('board.matrix-counts'),
    })
    // Each row is laid out on its own, so a browser may take it for no table: the roles say that it is.
    const head = make(
      'thead',
      { role: 'rowgroup' },
      make('tr', { role: 'row' }, reader, ...this.#heads),
      make('tr', { role: 'row', className: 'matrix-counts' }, counts, ...this.#counts),
    )
    const table = make('table', { role: 'table' }, head, this.#body)
    table.style.setProperty('--columns', String(columns.length))
    this.#scroller.replaceChildren(table)
  }

  #paintHead({ stuck }: RoomModel, seats: readonly BoardSeat[]): void {
    const point = stickingPoint(this.#columns, seats, stuck)
    setText(
      this.#sentence,
      point === undefined
        ? phrase('board.nobody-stuck')
        : phrase('board.most-stuck', { block: point.column.title, count: point.count }),
    )
    for (const [index, column] of this.#columns.entries()) {
      const { done, failed } = countColumn(seats, column)
      const cell = this.#counts[index] as HTMLTableCellElement
      setText(cell, `${done}/${seats.length}`)
      const title = phrase('board.column-counts', { done, failed, all: seats.length })
      if (cell.title !== title) cell.title = title
      const isMost = point?.column.name === column.name
      setData(cell, 'most', isMost ? 'stuck' : undefined)
      setData(this.#heads[index] as HTMLElement, 'most', isMost ? 'stuck' : undefined)
    }
  }

  #paintKnown(seat: number): void {
    const known = this.#model?.state.seats.get(seat)
    if (known && this.#rows.has(seat)) this.#paintRow(known)
  }

  #paintRow(seat: BoardSeat): void {
    const row = this.#row(seat.seat)
    setText(row.name, seat.name)
    for (const [index, column] of this.#columns.entries()) {
      const cell = row.cells[index] as HTMLTableCellElement
      const state = cellState(seat, column)
      const isHere = seat.position?.block === column.name
      // Shapes are backgrounds: a change paints its cell, and lays out nothing.
      if (cell.dataset['state'] !== state) {
        cell.dataset['state'] = state
        cell.ariaLabel = CELL_WORDS[state]
      }
      setData(cell, 'here', isHere ? 'yes' : undefined)
    }
  }

  #row(seat: number): Row {
    const known = this.#rows.get(seat)
    if (known) return known
    const name = make('button', { type: 'button' })
    name.addEventListener('click', () => this.#open(seat))
    const cells = this.#columns.map(({ title }) => make('td', { title, role: 'cell' }))
    const head = make('th', { scope: 'row', role: 'rowheader' }, name)
    const element = make('tr', { role: 'row' }, head, ...cells)
    const row = { element, name, cells }
    this.#rows.set(seat, row)
    this.#inView.add(seat, element)
    return row
  }
}
