import { atBase } from '../site/at-base.ts'

/** Where the definitions are, by the slug of the term. */
const DEFINITIONS = atBase('/glossary.json')

/** Between a term and its card, and between the card and the edge of the window, in CSS pixels. */
const GAP = 8

/** Time to get from the term to its card and back, in milliseconds. */
const LEAVE_MILLISECONDS = 250

/**
 * The one card of a page. It opens where a term is pointed at, focused or tapped, and stays while
 * the pointer is on it; Escape closes it (WCAG 2.2, 1.4.13).
 */
export class TermCard {
  readonly #card = document.createElement('div')
  #definitions: Promise<Record<string, string>> | undefined
  #term: HTMLAnchorElement | undefined
  #leaving: number | undefined

  constructor() {
    this.#card.id = 'term-card'
    this.#card.role = 'tooltip'
    this.#card.popover = 'manual'
    this.#card.addEventListener('pointerenter', () => clearTimeout(this.#leaving))
    this.#card.addEventListener('pointerleave', () => this.#leave())
    addEventListener('scroll', () => this.#place(), { passive: true })
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.close()
    })
  }

  watch(term: HTMLAnchorElement): void {
    term.addEventListener('focus', () => {
      if (term.matches(':focus-visible')) this.#open(term)
    })
    term.addEventListener('blur', () => this.close())
    term.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType === 'mouse') this.#open(term)
    })
    term.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType === 'mouse') this.#leave()
    })
    // A click does not say by what in iOS before 18.2; what came down before it does.
    let pressedBy: string | undefined
    term.addEventListener('pointerdown', ({ pointerType }) => {
      pressedBy = pointerType
    })
    term.addEventListener('click', (event) => {
      const by = pressedBy
      pressedBy = undefined
      // A finger cannot point: the first tap opens the card, the second follows the link.
      if (by !== 'touch' || this.#term === term) return
      event.preventDefault()
      this.#open(term)
    })
  }

  close(): void {
    clearTimeout(this.#leaving)
    this.#term?.removeAttribute('aria-describedby')
    this.#term = undefined
    if (this.#card.isConnected) this.#card.hidePopover()
  }

  async #open(term: HTMLAnchorElement): Promise<void> {
    clearTimeout(this.#leaving)
    if (this.#term === term) return
    this.close()
    this.#term = term
    const definition = (await this.#load())[term.hash.slice(1)]
    if (this.#term !== term || definition === undefined) return
    this.#card.textContent = definition
    // Within the page's main part, where a screen reader looks for what belongs to it.
    const place = document.querySelector('main') ?? document.body
    place.append(this.#card)
    this.#card.showPopover()
    term.setAttribute('aria-describedby', this.#card.id)
    this.#place()
  }

  /** Without the definitions a term is the link that it is anyway. */
  #load(): Promise<Record<string, string>> {
    this.#definitions ??= fetch(DEFINITIONS)
      .then((response) => response.json() as Promise<Record<string, string>>)
      .catch(() => ({}))
    return this.#definitions
  }

  #leave(): void {
    clearTimeout(this.#leaving)
    this.#leaving = window.setTimeout(() => this.close(), LEAVE_MILLISECONDS)
  }

  /** Above the term where there is room, else below it. */
  #place(): void {
    const line = this.#term?.getClientRects()[0]
    if (!line) return
    const { width, height } = this.#card.getBoundingClientRect()
    const above = line.top - height - GAP
    const left = Math.min(line.left, document.documentElement.clientWidth - width - GAP)
    this.#card.style.left = `${Math.max(GAP, left)}px`
    this.#card.style.top = `${above > GAP ? above : line.bottom + GAP}px`
  }
}
