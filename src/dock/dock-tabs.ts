/** The tabs of the dock while it has a guest: one for its own terminal, and one for the guest. */
export class DockTabs {
  readonly element = document.createElement('div')
  readonly #own: HTMLButtonElement
  readonly #guest: HTMLButtonElement

  /** @param onSelect told which tab was pressed. */
  constructor(own: string, onSelect: (isGuest: boolean) => void) {
    this.#own = tab(own, () => onSelect(false))
    this.#guest = tab('', () => onSelect(true))
    this.element.className = 'dock-tabs'
    this.element.role = 'tablist'
    this.element.hidden = true
    this.element.append(this.#own, this.#guest)
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
      event.preventDefault()
      const isGuest = this.#guest.ariaSelected === 'false'
      onSelect(isGuest)
      // Whoever walks along the tabs stays there.
      const chosen = isGuest ? this.#guest : this.#own
      chosen.focus()
    })
  }

  offer({ label, element }: { readonly label: string; readonly element: HTMLElement }): void {
    this.#guest.textContent = label
    element.role = 'tabpanel'
    element.ariaLabel = label
    this.element.hidden = false
  }

  select(isGuest: boolean): void {
    for (const [made, isSelected] of [
      [this.#own, !isGuest],
      [this.#guest, isGuest],
    ] as const) {
      made.ariaSelected = String(isSelected)
      made.tabIndex = isSelected ? 0 : -1
    }
  }
}

function tab(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'terminal-button dock-tab'
  made.role = 'tab'
  made.textContent = label
  made.addEventListener('click', press)
  return made
}
