import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setText } from '../elements/element.ts'
import { endHosting, membership } from '../membership/membership.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import type { BarPanel } from './bar-panel.ts'
import { partingContent } from './parting.ts'
import type { TimeLeft } from './time-left.ts'
import styles from './workshop.css?inline'
import type { Standing, WorkshopPart } from './workshop-feed.ts'

export interface BarContent {
  /** As this browser knows the workshop until the server says more. */
  readonly title: string
  readonly timeLeft: TimeLeft
  /** Beside the title, from the left: what comes and goes. */
  readonly middle: readonly HTMLElement[]
  readonly panels: readonly BarPanel[]
}

/** The slim bar above the head of every page; its room is kept by the page's own stylesheet. */
export class WorkshopBar implements WorkshopPart {
  readonly element = make('section', { className: 'workshop-bar not-content' })
  readonly #content: BarContent
  readonly #title = make('strong', { className: 'workshop-title' })
  readonly #status = make('span', { className: 'workshop-status' })
  readonly #parts: readonly HTMLElement[]
  #hasCertificate = false

  constructor(content: BarContent) {
    this.#content = content
    adoptStyles(styles)
    document.documentElement.dataset['workshop'] = ''
    this.element.ariaLabel = phrase('workshop.label')
    this.#title.textContent = content.title
    this.#status.role = 'status'
    const head = make('p', { className: 'workshop-head' })
    head.append(this.#title, content.timeLeft.element, this.#status)
    const actions = make('div', { className: 'workshop-actions' })
    actions.append(...content.panels.map((each) => each.button))
    this.#parts = [head, ...content.middle, actions]
    this.element.append(...this.#parts)
    const skip = document.querySelector('.sl-skip-link')
    if (skip) skip.after(this.element)
    else document.body.prepend(this.element)
    this.element.after(...content.panels.map((each) => each.panel))
  }

  state(state: WorkshopState | undefined): void {
    if (!state) return
    this.#hasCertificate = state.hasCertificate
    setText(this.#title, state.title)
    this.#title.title = state.title
    this.#content.timeLeft.tell(state.phase === 'planned' ? null : state.secondsLeft)
    setText(this.#status, state.phase === 'planned' ? phrase('workshop.planned') : '')
  }

  standing(standing: Standing): void {
    if (standing === 'joining' || standing === 'in') {
      this.element.replaceChildren(...this.#parts)
      return
    }
    // A host has closed the board, and knows it.
    if (standing === 'none' && membership()?.isHost) {
      endHosting()
      this.#close()
      return
    }
    const options = {
      title: this.#title.textContent,
      hasCertificate: this.#hasCertificate,
      close: () => this.#close(),
    }
    this.element.replaceChildren(partingContent(standing, options))
  }

  connection(isConnected: boolean): void {
    setText(this.#status, isConnected ? '' : phrase('sandbox.reconnecting'))
    this.element.toggleAttribute('data-lost', !isConnected)
  }

  #close(): void {
    this.element.remove()
    delete document.documentElement.dataset['workshop']
  }
}
