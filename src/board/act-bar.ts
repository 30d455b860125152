import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton, setText } from '../elements/element.ts'
import type { ReaderActs, Readers } from './reader-acts.ts'
import { nameList } from './seat-words.ts'

export interface ActBarOptions {
  readonly acts: ReaderActs
  /** For whom the buttons are now. */
  readonly readers: () => Readers
  readonly selectShown: () => void
  readonly clearSelection: () => void
}

/** The actions for several readers: the selected ones, else the group that is shown, else all. */
export class ActBar {
  readonly element = make('section', {
    className: 'board-acts',
    ariaLabel: phrase('board.actions'),
  })
  readonly #for = make('p', { className: 'board-for' })
  /** For those who hear the board: a selection changes nothing else where the focus is. */
  readonly #said = make('p', { className: 'sr-only', role: 'status' })
  readonly #clear: HTMLButtonElement
  readonly #buttons: readonly HTMLButtonElement[]

  constructor({ acts, readers, selectShown, clearSelection }: ActBarOptions) {
    this.#clear = makeButton(phrase('board.clear-selection'), clearSelection)
    this.#buttons = [
      makeButton(phrase('board.message'), () => acts.message(readers())),
      makeButton(phrase('board.extend'), () => acts.extend(readers())),
      makeButton(phrase('board.reset'), () => acts.reset(readers()), 'danger'),
      makeButton(phrase('board.end'), () => acts.end(readers()), 'danger'),
    ]
    const select = makeButton(phrase('board.select-shown'), selectShown)
    this.element.append(
      this.#for,
      this.#said,
      make('div', { className: 'board-buttons' }, ...this.#buttons, select, this.#clear),
    )
  }

  /** Says that this reader was selected, or is not any more. */
  saySelected({ name }: BoardSeat, isSelected: boolean): void {
    setText(
      this.#said,
      isSelected
        ? phrase('board.selected-said', { name })
        : phrase('board.unselected-said', { name }),
    )
  }

  /** @param group whose readers they are, where they are of one. */
  paint({ to, seats }: Readers, group: string | null): void {
    setText(this.#for, forWords(to, seats, group))
    this.#clear.hidden = typeof to === 'string' || 'group' in to
    for (const button of this.#buttons) button.disabled = seats.length === 0
  }
}

function forWords(to: Readers['to'], seats: readonly BoardSeat[], group: string | null): string {
  const count = seats.length
  if (to === 'all') return phrase('board.for-all', { count })
  if ('group' in to) return phrase('board.for-group', { group: group ?? to.group, count })
  return phrase('board.for-selected', { count, names: nameList(seats) })
}
