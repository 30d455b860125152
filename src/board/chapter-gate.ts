import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import type { BoardContext } from './board-context.ts'
import type { RoomModel } from './room-model.ts'

/** What the choice says where other chapters are open than those up to one. */
const SOME = 'some'

/** “We are at chapter 4”: opens the chapters up to one, and locks those after it. */
export class ChapterGate {
  readonly element = make('p', { className: 'board-field' })
  readonly #select = make('select', { id: 'board-gate' })
  readonly #board: BoardContext
  #offered = ''
  #chapters: readonly string[] = []

  constructor(board: BoardContext) {
    this.#board = board
    this.element.append(
      make('label', { htmlFor: 'board-gate', textContent: phrase('board.gate') }),
      this.#select,
    )
    this.#select.addEventListener('change', () => this.#open())
  }

  paint({ state, chapters }: RoomModel): void {
    const open = state.workshop?.chapters ?? null
    // The plan may have fewer than the course.
    const planned = state.plan?.chapters ?? null
    const known = chapters?.openOf(planned) ?? []
    this.#chapters = known.map(({ name }) => name)
    const value = gateOf(this.#chapters, open)
    const offered = JSON.stringify([this.#chapters, value === SOME])
    if (offered !== this.#offered) {
      this.#offered = offered
      this.#select.replaceChildren(
        make('option', { value: '', textContent: phrase('board.gate-all') }),
        ...known.map(({ name }) =>
          make('option', {
            value: name,
            textContent: phrase('board.gate-up-to', {
              chapter: chapters?.chapterTitle(name) ?? name,
            }),
          }),
        ),
        ...(value === SOME
          ? [
              make('option', {
                value: SOME,
                textContent: phrase('board.gate-some'),
                disabled: true,
              }),
            ]
          : []),
      )
    }
    if (this.#select.value !== value) this.#select.value = value
  }

  async #open(): Promise<void> {
    const { value } = this.#select
    const chapters = value === '' ? null : upTo(this.#chapters, value)
    const words = this.#select.selectedOptions[0]?.textContent ?? ''
    await this.#board.act(
      { act: 'chapters', chapters },
      phrase('board.gate-done', { chapters: words }),
    )
  }
}

export function upTo(chapters: readonly string[], last: string): string[] {
  return chapters.slice(0, chapters.indexOf(last) + 1)
}

/** @returns the chapter up to which all are open; empty where all are; `some` where it is otherwise. */
export function gateOf(chapters: readonly string[], open: readonly string[] | null): string {
  if (open === null || chapters.every((name) => open.includes(name))) return ''
  const last = chapters.findLast((name) => open.includes(name))
  if (last === undefined) return SOME
  return upTo(chapters, last).every((name) => open.includes(name)) ? last : SOME
}
