import { siteStorage } from '../storage/browser-storage.ts'
import { SYSTEM_KEY } from './systems.ts'

/** Passages for several systems: one is shown, on every page, and the reader can choose another. */
export class BySystem extends HTMLElement {
  #isSetUp = false

  connectedCallback(): void {
    if (this.#isSetUp) return
    this.#isSetUp = true
    for (const [index, tab] of this.#tabs.entries()) {
      tab.addEventListener('click', () => this.#choose(tab))
      tab.addEventListener('keydown', (event) => this.#onKey(event, index))
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '')
      panel?.setAttribute('role', 'tabpanel')
      panel?.setAttribute('aria-labelledby', tab.id)
    }
    addEventListener('hashchange', () => this.#revealTarget())
    siteStorage.watch((key) => {
      const kept = siteStorage.get(SYSTEM_KEY)
      if (key === SYSTEM_KEY && kept !== undefined) this.#show(kept)
    })
    this.#show(document.documentElement.dataset['system'] ?? '')
    this.#revealTarget()
  }

  get #tabs(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role="tab"]')]
  }

  #choose(tab: HTMLElement): void {
    const { system = '' } = tab.dataset
    siteStorage.set(SYSTEM_KEY, system)
    const before = tab.getBoundingClientRect().top
    this.#showEverywhere(system)
    // Passages above this one change their height, too: the tab stays under the pointer.
    scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: 'instant' })
  }

  #showEverywhere(system: string): void {
    for (const passages of document.querySelectorAll<BySystem>('by-system')) passages.#show(system)
  }

  #show(system: string): void {
    document.documentElement.dataset['system'] = system
    for (const tab of this.#tabs) {
      const isChosen = tab.dataset['system'] === system
      tab.ariaSelected = String(isChosen)
      tab.tabIndex = isChosen ? 0 : -1
    }
  }

  /** As in all tabs: the arrows choose the neighbour (ARIA Authoring Practices, Tabs). */
  #onKey(event: KeyboardEvent, index: number): void {
    const tabs = this.#tabs
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = tabs[(index + step + tabs.length) % tabs.length]
    next?.focus()
    next?.click()
  }

  /** A link that leads into a passage of another system shows that passage. */
  #revealTarget(): void {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    const passage = target?.closest<HTMLElement>('section[data-system]')
    if (!target || !passage || passage.parentElement !== this) return
    this.#showEverywhere(passage.dataset['system'] ?? '')
    target.scrollIntoView()
  }
}
