import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { showNotice } from '../page/notice-line.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** How long the page stays covered while nothing is heard of the workshop, in milliseconds. */
const LOST_MILLISECONDS = 20_000

/** Covers the page with the host's words. What runs goes on; keys and pointer reach nothing. */
export class BlankCover implements WorkshopPart {
  readonly #dialog = make('dialog', { className: 'workshop-blank' })
  readonly #words = make('p', { className: 'workshop-blank-words' })
  /** What must be in reach while the page is covered, such as the end of a look. */
  readonly #inReach: HTMLElement
  readonly #home: Comment
  #timer: number | undefined
  #isWanted = false

  constructor(inReach: HTMLElement) {
    this.#inReach = inReach
    this.#home = document.createComment('')
    this.#words.id = 'workshop-blank-words'
    this.#dialog.setAttribute('aria-labelledby', this.#words.id)
    this.#dialog.append(this.#words)
    this.#dialog.addEventListener('cancel', (event) => event.preventDefault())
    // Browsers let a second Escape close any dialog.
    this.#dialog.addEventListener('close', () => this.#isWanted && this.#cover())
    addEventListener('keydown', (event) => this.#key(event), { capture: true })
  }

  state(state: WorkshopState | undefined): void {
    const words = state?.role === 'participant' ? state.blank : null
    if (words === null) {
      this.#uncover()
    } else {
      this.#words.textContent = words
      this.#isWanted = true
      this.#cover()
    }
  }

  connection(isConnected: boolean): void {
    clearTimeout(this.#timer)
    if (isConnected) return
    this.#timer = window.setTimeout(() => {
      if (!this.#isWanted) return
      this.#uncover()
      const line = showNotice(() => line.remove())
      line.text.textContent = phrase('workshop.uncovered')
    }, LOST_MILLISECONDS)
  }

  #cover(): void {
    if (!this.#dialog.isConnected) document.body.append(this.#dialog)
    if (!this.#dialog.open) this.#dialog.showModal()
    if (this.#dialog.contains(this.#inReach)) return
    this.#inReach.before(this.#home)
    this.#dialog.append(this.#inReach)
  }

  #uncover(): void {
    if (!this.#isWanted) return
    this.#isWanted = false
    this.#home.replaceWith(this.#inReach)
    // Gives the focus back to what had it.
    this.#dialog.close()
    this.#dialog.remove()
  }

  /** The page's own keys, such as the search's, would open something over the cover. */
  #key(event: KeyboardEvent): void {
    if (!this.#isWanted) return
    if (event.key === 'Escape') event.preventDefault()
    event.stopImmediatePropagation()
  }
}
