import type { BoardLook, BoardSeat } from '../../protocol/board-messages.ts'
import type { OutputFrame } from '../../protocol/frames.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton, setText } from '../elements/element.ts'
import type { BoardContext } from './board-context.ts'
import { isOver } from './look-over.ts'
import type { LookedScreen, LookScreen } from './look-screen.ts'

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
  readonly #terminal = make('p', { className: 'board-hint' })
  readonly #place = make('div', { className: 'look-screen', translate: false })
  readonly #askToType: HTMLButtonElement
  readonly #end: HTMLButtonElement
  readonly #board: BoardContext
  #seat: number | undefined
  /** What is shown, and of which look. */
  #screen: LookScreen | undefined
  #shown: number | undefined
  /** Told before the code that shows it was there, with what was printed after it. */
  #latest: LookedScreen | undefined
  #waiting: OutputFrame[] = []

  constructor(board: BoardContext) {
    this.#board = board
    this.#askToType = makeButton(phrase('board.look-ask-to-type'), () => this.#ask('ask-to-type'))
    this.#end = makeButton(phrase('board.look-end'), () => this.#ask('end-look'))
    this.element.append(
      this.#words,
      this.#terminal,
      make('div', { className: 'board-buttons' }, this.#askToType, this.#end),
      this.#place,
    )
    board.watchLooks({
      screen: (screen) => this.#show(screen),
      frame: (frame) => {
        if (this.#screen && frame.channel === this.#shown) this.#screen.write(frame)
        else if (frame.channel === this.#latest?.look) this.#waiting.push(frame)
      },
    })
  }

  /** Asks the reader to be let look. */
  async ask({ seat }: BoardSeat): Promise<void> {
    await this.#board.act({ act: 'look', seat })
  }

  /**
   * Shows how the look at that reader stands. A look at another one ends.
   * @param seat undefined: no panel is open.
   */
  show(seat: number | undefined): void {
    const before = this.#look
    if (seat !== this.#seat && before !== undefined && !isOver(before)) this.#ask('end-look')
    this.#seat = seat
    const look = this.#look
    this.element.hidden = look === undefined
    const isShown = this.#shown !== undefined && this.#shown === look?.look
    if (look === undefined || isOver(look) || (this.#screen && !isShown)) this.#clear()
    if (look === undefined) return
    const { state, terminal } = look
    setText(this.#words, STATE_WORDS[state])
    setText(this.#terminal, isOver(look) || terminal === '' ? '' : terminal)
    this.#end.hidden = isOver(look)
    this.#askToType.hidden = state !== 'looking'
    this.#isShown = this.#screen !== undefined
    if (this.#screen) this.#screen.mayType = state === 'typing'
  }

  async #show(screen: LookedScreen): Promise<void> {
    this.#latest = screen
    this.#waiting = []
    const { LookScreen } = await import('./look-screen.ts')
    const look = this.#look
    if (this.#latest !== screen || look?.look !== screen.look || isOver(look)) return
    const waiting = this.#waiting
    if (this.#shown !== undefined && this.#shown !== screen.look) this.#clear()
    const isFirst = this.#screen === undefined
    this.#shown = screen.look
    this.#isShown = true
    this.#screen ??= new LookScreen(this.#place, {
      type: (text) => this.#board.client.type(screen.look, text),
      leave: () => this.#end.focus(),
    })
    this.#screen.show(screen)
    for (const frame of waiting) this.#screen.write(frame)
    this.#waiting = []
    this.#screen.mayType = look.state === 'typing'
    // On a short screen a panel ends above it.
    if (isFirst) this.element.scrollIntoView({ block: 'nearest' })
  }

  #clear(): void {
    this.#screen?.[Symbol.dispose]()
    this.#screen = undefined
    this.#shown = undefined
    this.#latest = undefined
    this.#waiting = []
    this.#isShown = false
  }

  /** The panel is wider while it shows a terminal. */
  set #isShown(isShown: boolean) {
    this.#place.hidden = !isShown
    this.element.parentElement?.toggleAttribute('data-screen', isShown)
  }

  async #ask(act: 'ask-to-type' | 'end-look'): Promise<void> {
    const look = this.#look
    if (look !== undefined) await this.#board.act({ act, look: look.look })
  }

  /** The latest look at the reader. */
  get #look(): BoardLook | undefined {
    const looks = [...this.#board.state.looks.values()]
    return looks.findLast(({ seat }) => seat === this.#seat)
  }
}
