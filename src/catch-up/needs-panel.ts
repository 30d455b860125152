import { blockAddress } from '../../lesson/block-anchor.ts'
import type { PlayableStep } from '../../lesson/playable.ts'
import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import styles from './needs-panel.css?inline'

export type Answer = 'catch-up' | 'anyway' | 'cancel'

/** Tells the words of the panels of a page apart. */
let panels = 0

/** What a panel says: words, and blocks as links to where they stand. */
export type PanelWords = readonly (string | PlayableStep)[]

/** A line with buttons below a terminal or a task: asks, and tells how far a catch-up is. */
export class NeedsPanel {
  readonly #panel = document.createElement('div')
  readonly #words = document.createElement('p')
  readonly #actions = document.createElement('div')
  readonly #labels: Readonly<Record<Answer, string>>
  #answered: ((answer: Answer) => void) | undefined

  /**
   * @param before what it stands behind.
   * @param kind what it asks about.
   */
  constructor(before: HTMLElement, kind: 'block' | 'task') {
    this.#labels = {
      'catch-up': phrase('catch-up.go'),
      anyway: kind === 'block' ? phrase('catch-up.run-anyway') : phrase('task.check-anyway'),
      cancel: phrase('catch-up.cancel'),
    }
    adoptStyles(styles)
    this.#panel.className = 'needs-panel'
    this.#panel.role = 'group'
    this.#words.id = `needs-${++panels}`
    this.#words.ariaLive = 'polite'
    // Read when the focus enters, which it does with each question.
    this.#panel.setAttribute('aria-labelledby', this.#words.id)
    this.#actions.className = 'needs-actions'
    this.#panel.append(this.#words, this.#actions)
    this.#panel.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#answered?.('cancel')
    })
    before.after(this.#panel)
  }

  focus(): void {
    this.#actions.querySelector('button')?.focus()
  }

  /** Shows words that no answer is waited for. */
  tell(words: PanelWords): void {
    this.#words.replaceChildren(
      ...words.map((part) => (typeof part === 'string' ? part : linkTo(part))),
    )
  }

  /** Asks, and gives the first button the focus. Escape is `cancel`. */
  ask(words: PanelWords, answers: readonly Answer[]): Promise<Answer> {
    this.tell(words)
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#answered = resolve
    this.#actions.replaceChildren(...answers.map((answer) => this.#button(answer)))
    this.focus()
    return promise
  }

  remove(): void {
    this.#panel.remove()
  }

  #button(answer: Answer): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.dataset['answer'] = answer
    button.textContent = this.#labels[answer]
    button.addEventListener('click', () => this.#answered?.(answer))
    return button
  }
}

function linkTo({ name, title }: PlayableStep): HTMLAnchorElement {
  const link = document.createElement('a')
  link.href = blockAddress(name)
  link.textContent = title
  return link
}
