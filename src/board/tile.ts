import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setData, setText } from '../elements/element.ts'
import type { TileScreen } from './board-state.ts'
import type { SeatState, TaskShare } from './seat-summary.ts'
import type { StuckReason } from './stuck.ts'

/** All that a tile shows of a reader, but for the screen. */
export interface TileFacts {
  readonly seat: BoardSeat
  readonly state: SeatState
  readonly stateWords: string
  /** Chapter and block, in words. */
  readonly place: string
  /** At the block; empty where the reader is at none. */
  readonly time: string
  readonly share: TaskShare
  readonly stuck: StuckReason | undefined
}

/** The tile of one reader. Its nodes stay; what changes is their text and the tile's data. */
export class Tile {
  readonly seat: number
  readonly element: HTMLElement
  readonly check = make('input', { type: 'checkbox' })
  /** Opens the reader's panel; the one part of a tile that the keyboard comes to. */
  readonly name = make('button', { type: 'button', className: 'tile-name' })
  readonly #group = make('span', { className: 'tile-group' })
  readonly #place = make('p', { className: 'tile-place' })
  readonly #state = make('span')
  readonly #time = make('span')
  readonly #stuck = make('span', { className: 'tile-stuck' })
  readonly #tasks = make('span', { className: 'tile-tasks' })
  readonly #hand = make('p', { className: 'tile-hand' })
  readonly #selected = make('span', { className: 'sr-only' })
  #share = ''
  #isMarked = false
  readonly #screen = make('pre', { className: 'tile-screen', ariaHidden: 'true' })

  constructor(seat: number) {
    this.seat = seat
    this.check.tabIndex = -1
    this.name.tabIndex = -1
    const shape = make('span', { className: 'tile-shape', ariaHidden: 'true' })
    const state = make(
      'p',
      { className: 'tile-state' },
      shape,
      this.#state,
      this.#time,
      this.#stuck,
    )
    this.element = make(
      'div',
      { className: 'tile', role: 'listitem' },
      make('div', { className: 'tile-head' }, this.check, this.name, this.#group),
      this.#place,
      state,
      make('p', { className: 'tile-foot' }, this.#tasks),
      this.#hand,
      this.#screen,
      this.#selected,
    )
    this.element.dataset['seat'] = String(seat)
    // Whoever hears the board and does not see it comes to the name alone.
    this.name.setAttribute(
      'aria-describedby',
      [this.#selected, this.#hand, state, this.#place, this.#tasks]
        .map((part, index) => (part.id = `tile-${seat}-${index}`))
        .join(' '),
    )
  }

  paint({ seat, state, stateWords, place, time, share, stuck }: TileFacts): void {
    setText(this.name, seat.name)
    setText(this.#group, seat.group ?? '')
    setText(this.#place, place)
    setText(this.#state, stateWords)
    setText(this.#time, time)
    setText(this.#stuck, stuck === undefined ? '' : stuckWords(stuck))
    setText(this.#tasks, share.all === 0 ? '' : tasksWords(share))
    setText(this.#hand, seat.hand === null ? '' : handWords(seat.hand.words))
    const label = phrase('board.select-name', { name: seat.name })
    if (this.check.ariaLabel !== label) this.check.ariaLabel = label
    setData(this.element, 'state', state)
    setData(this.element, 'stuck', stuck)
    setData(this.element, 'hand', seat.hand === null ? undefined : 'raised')
    // Of this part alone: a variable of the whole tile costs the style of all that is in it.
    const part = share.all === 0 ? '0' : `${share.done / share.all}`
    if (part !== this.#share) this.#tasks.style.setProperty('--share', part)
    this.#share = part
  }

  paintScreen(screen: TileScreen | undefined): void {
    setText(this.#screen, screen?.rows.join('\n') ?? '')
  }

  set isSelected(isSelected: boolean) {
    if (this.check.checked === isSelected && this.#isMarked === isSelected) return
    this.#isMarked = isSelected
    this.check.checked = isSelected
    setText(this.#selected, isSelected ? phrase('board.selected') : '')
    setData(this.element, 'selected', isSelected ? 'yes' : undefined)
  }
}

export function stuckWords(reason: StuckReason): string {
  return reason === 'failed' ? phrase('board.stuck-failed') : phrase('board.stuck-long')
}

export function tasksWords({ done, all }: TaskShare): string {
  return phrase('board.tasks-done', { done, all })
}

export function handWords(words: string): string {
  return words === '' ? phrase('board.hand') : phrase('board.hand-words', { words })
}
