import type { BoardLook, BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import type { BoardContext } from './board-context.ts'
import { make, makeButton } from './element.ts'

/** States of a look that are over: the reader's terminal is not shown any more. */
const OVER: ReadonlySet<BoardLook['state']> = new Set([
  'refused',
  'unanswered',
  'ended-by-reader',
  'ended-by-host',
  'gone',
])

const STATE_WORDS: Readonly<Record<BoardLook['state'], string>> = {
  asked: phrase('board.look-asked'),
  looking: phrase('board.look-looking'),
  'type-asked': phrase('board.look-type-asked'),
  typing: phrase('board.look-typing'),
  refused: phrase('board.look-refused'),
  unanswered: phrase('board.look-unanswered'),
  'ended-by-reader': phrase('board.look-ended-by-reader'),
  'ended-by-host': phrase('board.look-ended'),
  gone: phrase('board.look-gone'),
}

/** Where the terminal of the reader whose panel is open is shown, once the reader has said yes. */
export class LookPlace {
  readonly element = make('div', { className: 'board-look', hidden: true })
  readonly #words = make('p', { role: 'status' })
  readonly #board: BoardContext
  readonly #end: HTMLButtonElement
  #seat: number | undefined

  constructor(board: BoardContext) {
    this.#board = board
    this.#end = makeButton(phrase('board.look-end'), () => this.#endLook())
    this.element.append(this.#words, this.#end)
  }

  /** Asks the reader to be let look. */
  async ask({ seat }: BoardSeat): Promise<void> {
    await this.#board.act({ act: 'look', seat })
  }

  /** Shows how the look at that reader stands. @param seat undefined: no panel is open. */
  show(seat: number | undefined): void {
    this.#seat = seat
    const look = this.#look
    this.element.hidden = look === undefined
    if (look === undefined) return
    const words = STATE_WORDS[look.state]
    if (this.#words.textContent !== words) this.#words.textContent = words
    this.#end.hidden = OVER.has(look.state)
  }

  async #endLook(): Promise<void> {
    const look = this.#look
    if (look !== undefined) await this.#board.act({ act: 'end-look', look: look.look })
  }

  /** The latest look at the reader. */
  get #look(): BoardLook | undefined {
    const looks = [...this.#board.state.looks.values()]
    return looks.findLast(({ seat }) => seat === this.#seat)
  }
}
