import { make } from '../elements/element.ts'

export interface TabPage<Name extends string> {
  readonly name: Name
  readonly words: string
  readonly element: HTMLElement
}

/** Views of the same thing, of which one is shown (ARIA Authoring Practices, "Tabs"). */
export class Tabs<Name extends string> {
  readonly element = make('div', { className: 'board-tabs', role: 'tablist' })
  readonly #pages: readonly TabPage<Name>[]
  readonly #buttons: readonly HTMLButtonElement[]
  readonly #onChange: () => void
  #shown: Name

  constructor(label: string, pages: readonly TabPage<Name>[], onChange: () => void) {
    this.#pages = pages
    this.#onChange = onChange
    this.#shown = (pages[0] as TabPage<Name>).name
    this.element.ariaLabel = label
    this.#buttons = pages.map(({ name, words, element }) => {
      const button = make('button', { type: 'button', role: 'tab', textContent: words })
      button.id = `board-tab-${name}`
      element.id = `board-page-${name}`
      element.role = 'tabpanel'
      element.setAttribute('aria-labelledby', button.id)
      button.setAttribute('aria-controls', element.id)
      button.addEventListener('click', () => this.show(name))
      return button
    })
    this.element.append(...this.#buttons)
    this.element.addEventListener('keydown', (event) => this.#press(event))
    this.#paint()
  }

  get shown(): Name {
    return this.#shown
  }

  show(name: Name): void {
    if (name === this.#shown) return
    this.#shown = name
    this.#paint()
    this.#onChange()
  }

  #paint(): void {
    for (const [index, { name, element }] of this.#pages.entries()) {
      const isShown = name === this.#shown
      element.hidden = !isShown
      const button = this.#buttons[index] as HTMLButtonElement
      button.ariaSelected = String(isShown)
      button.tabIndex = isShown ? 0 : -1
    }
  }

  #press(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined) return
    const count = this.#pages.length
    const index = this.#pages.findIndex(({ name }) => name === this.#shown)
    const next = (index + step + count) % count
    this.show((this.#pages[next] as TabPage<Name>).name)
    this.#buttons[next]?.focus()
    event.preventDefault()
  }
}
