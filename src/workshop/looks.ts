import type { LookState, WorkshopAct, WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { blockTitle } from './chapter-names.ts'
import { LookFrames, lookTag } from './look-frame.ts'
import { LookQuestion } from './look-question.ts'
import { farLookWords, isQuestion, isSeeing, questionWords } from './look-words.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** Goes between what the reader does and what a host asks or does. Letters with Alt are typed on a Mac. */
function isLookKey({ ctrlKey, shiftKey, altKey, metaKey, code }: KeyboardEvent): boolean {
  return ctrlKey && shiftKey && !altKey && !metaKey && code === 'KeyH'
}

export interface LooksOptions {
  readonly tell: (act: WorkshopAct) => void
  /** Tells a screen reader something. */
  readonly say: (words: string) => void
}

/**
 * What hosts ask of the reader's terminals and do with them: questions, a strip that every page shows
 * while a host looks, and a frame around the terminal.
 */
export class Looks implements WorkshopPart {
  /** Questions, below the workshop's bar. */
  readonly questions = make('section', { className: 'look-questions' })
  /** Who looks now. It belongs into the bar, and stays in reach while the page is covered. */
  readonly strip = make('div', { className: 'look-strip' })
  readonly #options: LooksOptions
  readonly #frames: LookFrames
  #looks: readonly LookState[] = []
  /** Where the focus was before the reader came here by key. */
  #before: Element | null = null

  constructor(options: LooksOptions) {
    this.#options = options
    this.questions.hidden = true
    this.questions.ariaLabel = phrase('look.questions')
    this.#frames = new LookFrames((look) => this.#end(look))
    this.questions.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#goBack())
    addEventListener('keydown', (event) => this.#key(event), { capture: true })
  }

  state(state: WorkshopState | undefined): void {
    const looks = state?.looks ?? []
    if (JSON.stringify(looks) === JSON.stringify(this.#looks)) return
    const before = this.#looks
    this.#looks = looks
    const hadFocus = [this.questions, this.strip].some((part) =>
      part.contains(document.activeElement),
    )
    this.#show()
    if (hadFocus) this.#goBack()
    for (const words of newsOf(before, looks)) this.#options.say(words)
  }

  #show(): void {
    const { tell } = this.#options
    const asked = this.#looks.filter(isQuestion)
    this.questions.replaceChildren(...asked.map((look) => new LookQuestion(look, tell).element))
    this.questions.hidden = asked.length === 0
    const seeing = this.#looks.filter(isSeeing)
    this.strip.replaceChildren(
      ...seeing.map((look) => lookTag(look, farLookWords(look), () => this.#end(look))),
    )
    for (const [index, look] of seeing.entries()) {
      const title = blockTitle(look.terminal)
      const tag = this.strip.children[index] as HTMLElement
      if (title !== undefined) tag.title = title
    }
    this.#frames.show(seeing)
  }

  #end(look: LookState): void {
    this.#options.tell({ act: 'end-look', look: look.look })
  }

  #key(event: KeyboardEvent): void {
    if (!isLookKey(event) || this.#looks.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    const buttons = this.questions.children.length > 0 ? this.questions : this.strip
    if (buttons.contains(document.activeElement)) {
      this.#goBack()
    } else {
      this.#before = document.activeElement
      buttons.querySelector('button')?.focus()
    }
  }

  #goBack(): void {
    if (this.#before instanceof HTMLElement) this.#before.focus()
    this.#before = null
  }
}

/** @returns what a screen reader says of a change: of questions, beginnings and ends. */
export function newsOf(
  before: readonly LookState[],
  after: readonly LookState[],
): readonly string[] {
  const changed = after.filter(
    (look) => before.find((each) => each.look === look.look)?.state !== look.state,
  )
  const told = changed.map((look) =>
    isQuestion(look)
      ? `${questionWords(look)} ${phrase('look.key')}`
      : `${farLookWords(look)}. ${phrase('look.key')}`,
  )
  const ended = before.filter(
    (look) => isSeeing(look) && !after.some((each) => each.look === look.look),
  )
  return [...told, ...ended.map(({ host }) => phrase('look.ended', { host }))]
}
