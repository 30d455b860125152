import type { Terminal } from '@xterm/xterm'
import { phrase } from '../../words/phrase.ts'

let stops = 0

/**
 * Makes the terminal as a whole one stop of the Tab key, and its text field none: Tab goes past a
 * terminal in both directions, Enter goes in. Once in, Tab is the program's.
 */
export class TerminalStop {
  readonly #terminal: Terminal
  readonly #place: HTMLElement

  /**
   * @param title names the terminal.
   * @param onFocus is told where in the terminal the focus is.
   */
  constructor(
    place: HTMLElement,
    terminal: Terminal,
    title: string,
    onFocus: (focus: 'typing' | 'outside' | 'none') => void,
  ) {
    this.#place = place
    this.#terminal = terminal
    place.tabIndex = 0
    place.role = 'group'
    place.ariaLabel = phrase('terminal.label', { title })
    const description = document.createElement('span')
    description.id = `terminal-stop-${++stops}`
    description.hidden = true
    description.textContent = phrase('terminal.how-to-enter')
    place.append(description)
    place.setAttribute('aria-describedby', description.id)
    const field = terminal.textarea as HTMLTextAreaElement
    field.tabIndex = -1
    field.ariaLabel = phrase('terminal.input', { title })
    place.addEventListener('focusin', ({ target }) => {
      onFocus(target === field ? 'typing' : 'outside')
    })
    place.addEventListener('focusout', () => onFocus('none'))
    place.addEventListener('keydown', (event) => this.#key(event))
  }

  focus(): void {
    this.#place.focus({ preventScroll: true })
  }

  #key(event: KeyboardEvent): void {
    const { target, key, ctrlKey, altKey, metaKey } = event
    if (target !== this.#place || ctrlKey || altKey || metaKey) return
    const act = this.#actions[key]
    if (!act) return
    event.preventDefault()
    act()
  }

  get #actions(): Readonly<Record<string, () => void>> {
    const terminal = this.#terminal
    return {
      Enter: () => terminal.focus(),
      ArrowUp: () => terminal.scrollLines(-1),
      ArrowDown: () => terminal.scrollLines(1),
      PageUp: () => terminal.scrollPages(-1),
      PageDown: () => terminal.scrollPages(1),
      Home: () => terminal.scrollToTop(),
      End: () => terminal.scrollToBottom(),
    }
  }
}
