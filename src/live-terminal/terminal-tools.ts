import { phrase } from '../../words/phrase.ts'
import { screenReaderMode, screenReaderWords } from './screen-reader.ts'

export interface ToolActions {
  readonly find: () => void
  /** Shows which keys do what. */
  readonly help: () => void
  /** Gives a maximised terminal its size back. */
  readonly restore: () => void
}

const HINTS = {
  typing: phrase('terminal.hint-typing'),
  outside: phrase('terminal.hint-outside'),
  none: '',
} as const

/** At the end of a block's foot: the way in and out by keyboard, and what helps to read. */
export class TerminalTools {
  readonly #hint = document.createElement('span')

  constructor(foot: HTMLElement, actions: ToolActions) {
    const line = document.createElement('div')
    line.className = 'terminal-tools'
    line.role = 'group'
    line.ariaLabel = phrase('terminal.help')
    this.#hint.className = 'terminal-hint'
    const restore = button(phrase('block.restore'), phrase('keys.shift-escape'), actions.restore)
    restore.className = 'terminal-restore'
    const news = document.createElement('span')
    news.className = 'terminal-news'
    news.ariaLive = 'polite'
    const reader = button(phrase('terminal.reader-mode'), '', () => {
      screenReaderMode.set(!screenReaderMode.value)
      news.textContent = screenReaderWords(screenReaderMode.value)
    })
    screenReaderMode.watch((isOn) => {
      reader.ariaPressed = String(isOn)
    })
    const find = button(phrase('find.open'), phrase('keys.find-keys'), actions.find)
    const help = button(phrase('terminal.keys'), '', actions.help)
    help.setAttribute('aria-haspopup', 'dialog')
    line.append(this.#hint, restore, find, help, reader, news)
    foot.append(line)
  }

  /** @param focus where it is: on the terminal as a whole, in it, or elsewhere. */
  showHint(focus: keyof typeof HINTS): void {
    this.#hint.textContent = HINTS[focus]
  }
}

function button(words: string, key: string, press: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = words
  if (key !== '') {
    const shownKey = document.createElement('kbd')
    shownKey.textContent = key
    element.append(' ', shownKey)
  }
  element.addEventListener('click', press)
  return element
}
