import { phrase } from '../../words/phrase.ts'
import { make, makeButton, setText } from '../elements/element.ts'
import type { BoardContext } from './board-context.ts'
import { courseBase } from './course-chapters.ts'
import { takePartAsHost } from './host-part.ts'
import type { RoomModel } from './room-model.ts'

/** What a host shows on every page, and who leads the readers. */
export class ShowLine {
  readonly element = make('div', { className: 'board-show' })
  readonly #board: BoardContext
  readonly #words = make('p', { role: 'status' })
  readonly #pages = make('a', { target: '_blank', textContent: phrase('board.open-pages') })
  readonly #lead: HTMLButtonElement
  readonly #show: HTMLButtonElement
  readonly #stop: HTMLButtonElement
  /** Why nothing is shown yet, where the host has asked to. */
  #hint = ''

  constructor(board: BoardContext) {
    this.#board = board
    this.#lead = makeButton(phrase('board.lead'), () => this.#setLeading())
    this.#show = makeButton(phrase('board.show'), () => this.#offerShowing())
    this.#stop = makeButton(phrase('board.show-end'), () => {
      board.act({ act: 'show', terminal: null })
    })
    this.#pages.hidden = true
    this.element.append(this.#lead, this.#show, this.#stop, this.#words, this.#pages)
  }

  paint({ state, chapters }: RoomModel): void {
    const { workshop, host } = state
    if (workshop === undefined) return
    const { showing, leading, course } = workshop
    const isOpen = workshop.phase === 'open'
    this.#show.hidden = !isOpen || showing !== null
    this.#stop.hidden = showing === null
    this.#lead.hidden = !isOpen
    this.#lead.ariaPressed = String(leading === host)
    const [first] = chapters?.openOf(workshop.chapters) ?? []
    this.#pages.href = `${courseBase(course)}${first === undefined ? '' : `${first.name}/`}`
    const words = [
      ...(showing === null ? [] : [phrase('board.showing', { name: showing.host })]),
      ...(leading === null ? [] : [phrase('board.leading', { name: leading })]),
      ...(this.#hint === '' || showing !== null ? [] : [this.#hint]),
    ]
    setText(this.#words, words.join(' '))
    this.#pages.hidden = words.length === 0
  }

  async #offerShowing(): Promise<void> {
    if (await this.#takePart()) this.#hint = phrase('board.show-how')
  }

  async #setLeading(): Promise<void> {
    const isLeading = this.#lead.ariaPressed !== 'true'
    if (isLeading && !(await this.#takePart())) return
    await this.#board.act({ act: 'lead', isLeading })
  }

  /** @returns whether the pages of this browser are the host's. */
  async #takePart(): Promise<boolean> {
    const { workshop } = this.#board.state
    if (workshop === undefined) return false
    try {
      const reader = await takePartAsHost(this.#board, workshop)
      this.#hint = reader === undefined ? '' : phrase('board.own-reader', { name: reader })
      return reader === undefined
    } catch {
      this.#hint = phrase('board.not-connected')
      return false
    }
  }
}
