import { MAXIMUM_MESSAGE_LENGTH } from '../../protocol/limits.ts'
import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { make, makeButton, setData, setText } from '../elements/element.ts'
import { atBase } from '../site/at-base.ts'
import { ask } from './ask.ts'
import type { BoardContext } from './board-context.ts'
import { ChapterGate } from './chapter-gate.ts'
import { showInvitation } from './invitation.ts'
import type { Readers } from './reader-acts.ts'
import type { RoomModel } from './room-model.ts'
import { audienceWords, nameList } from './seat-words.ts'
import { ShowLine } from './show-line.ts'
import { spokenCode } from './spoken-code.ts'
import { phaseWords } from './workshop-list.ts'

export interface RoomHeadOptions {
  /** For whom the actions are now. */
  readonly readers: () => Readers
  readonly back: () => void
  readonly change: () => void
}

/** What a room is called, how one joins it, and what is true of all its pages. */
export class RoomHead {
  readonly element = make('header', { className: 'room-head' })
  readonly #showLine: ShowLine
  readonly #board: BoardContext
  readonly #title = make('h2', { tabIndex: -1 })
  readonly #phase = make('span', { className: 'workshop-phase' })
  readonly #code = make('code', { translate: false })
  readonly #gate: ChapterGate
  readonly #cover: HTMLButtonElement
  readonly #report = make('a', { textContent: phrase('board.report') })
  readonly #open: HTMLButtonElement
  readonly #close: HTMLButtonElement
  readonly #covered = make('div', { className: 'board-covered', hidden: true })
  readonly #coveredWords = make('p', { role: 'status' })

  constructor(board: BoardContext, { back, change, readers }: RoomHeadOptions) {
    this.#board = board
    this.#gate = new ChapterGate(board)
    this.#showLine = new ShowLine(board)
    this.#cover = makeButton(phrase('board.cover'), () => this.#coverFor(readers()))
    this.#open = makeButton(phrase('board.open-now'), () => this.#openNow(), 'board-primary')
    this.#close = makeButton(phrase('board.close-now'), () => this.#closeNow())
    const uncover = makeButton(phrase('board.uncover'), () => this.#uncover())
    this.#covered.append(this.#coveredWords, uncover)
    this.element.append(
      makeButton(`← ${phrase('board.workshops')}`, back, 'room-back'),
      make('div', { className: 'room-title' }, this.#title, this.#phase),
      make(
        'div',
        { className: 'board-buttons' },
        make('span', { className: 'room-code' }, `${phrase('board.code')} `, this.#code),
        makeButton(phrase('board.show-code'), () => this.#invite()),
        makeButton(phrase('board.change'), change),
        this.#report,
        this.#cover,
        this.#open,
        this.#close,
      ),
      this.#gate.element,
      this.#showLine.element,
      this.#covered,
    )
  }

  /** Why there is nothing to show; empty where there is. */
  set missing(words: string) {
    if (words !== '') setText(this.#title, words)
  }

  paint(model: RoomModel): void {
    const { workshop } = model.state
    if (workshop === undefined) return
    setText(this.#title, workshop.title)
    setText(this.#phase, phaseWords(workshop.phase))
    setData(this.#phase, 'phase', workshop.phase)
    setText(this.#code, spokenCode(workshop.code))
    const which = new URLSearchParams({ workshop: workshop.workshop })
    this.#report.href = `${atBase('/report/')}?${which}`
    this.#open.hidden = workshop.phase === 'open'
    this.#close.hidden = workshop.phase !== 'open'
    this.#cover.hidden = workshop.phase !== 'open' || workshop.blank !== null
    this.#covered.hidden = workshop.blank === null
    setText(this.#coveredWords, coveredWords(model))
    this.#gate.paint(model)
    this.#showLine.paint(model)
  }

  #invite(): void {
    const { workshop, site } = this.#board.state
    if (workshop) showInvitation(workshop, site)
  }

  #openNow(): void {
    this.#board.act({ act: 'open' }, phrase('board.open-done'))
  }

  async #closeNow(): Promise<void> {
    const isSure = await confirm({
      title: phrase('board.close-title'),
      text: phrase('board.close-text'),
      keep: phrase('board.cancel'),
      go: phrase('board.close-now'),
    })
    if (isSure) await this.#board.act({ act: 'close' }, phrase('board.close-done'))
  }

  async #coverFor({ to, seats }: Readers): Promise<void> {
    const names = to === 'all' ? phrase('board.everybody') : nameList(seats)
    const words = await ask({
      title: phrase('board.cover-title'),
      text: phrase('board.for', { names }),
      label: phrase('board.cover-label'),
      go: phrase('board.cover-go'),
      field: make('input', {
        type: 'text',
        maxLength: MAXIMUM_MESSAGE_LENGTH,
        value: phrase('board.cover-words'),
      }),
    })
    if (words !== undefined) await this.#board.act({ act: 'blank', to, words })
  }

  #uncover(): void {
    const to = this.#board.state.workshop?.blank?.to ?? 'all'
    this.#board.act({ act: 'blank', to, words: null }, phrase('board.uncover-done'))
  }
}

/** What covers which pages; empty where nothing does. */
function coveredWords({ state }: RoomModel): string {
  const blank = state.workshop?.blank ?? null
  if (blank === null) return ''
  const { words, to } = blank
  if (to === 'all') return phrase('board.covered', { words })
  return phrase('board.covered-some', { names: audienceWords(to, state.seats), words })
}
