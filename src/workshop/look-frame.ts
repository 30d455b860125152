import type { LookState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { lookWords } from './look-words.ts'

/** @returns the terminal of that name on this page; a block, or the dock. */
function terminalOf(name: string): HTMLElement | null {
  return name === 'dock/shell'
    ? document.querySelector('.terminal-dock')
    : document.querySelector(`live-terminal[data-block="${CSS.escape(name)}"]`)
}

/** @returns who looks, and the one button that ends it. */
export function lookTag(look: LookState, words: string, end: () => void): HTMLElement {
  const tag = make('div', { className: 'look-tag' })
  tag.dataset['look'] = look.state
  tag.append(make('span', { textContent: words }), endButton(look, end))
  return tag
}

function endButton({ host }: LookState, end: () => void): HTMLButtonElement {
  const made = makeButton(phrase('look.end'), end)
  made.ariaLabel = phrase('look.end-of', { host })
  return made
}

/** A coloured frame around each terminal that a host sees, with the host's name in its bar. */
export class LookFrames {
  readonly #framed = new Set<HTMLElement>()
  #looks: readonly LookState[] = []
  #end: (look: LookState) => void

  /** @param end ends a look. */
  constructor(end: (look: LookState) => void) {
    this.#end = end
    // The dock may open, and a frame belongs there, too.
    new MutationObserver(() => this.#looks.length > 0 && this.#arrange()).observe(document.body, {
      childList: true,
    })
  }

  show(looks: readonly LookState[]): void {
    this.#looks = looks
    for (const terminal of this.#framed) {
      delete terminal.dataset['look']
      for (const tag of terminal.querySelectorAll('.look-tag')) tag.remove()
    }
    this.#framed.clear()
    this.#arrange()
  }

  #arrange(): void {
    for (const look of this.#looks) {
      const terminal = terminalOf(look.terminal)
      if (!terminal || this.#framed.has(terminal)) continue
      this.#framed.add(terminal)
      const here = this.#looks.filter((each) => each.terminal === look.terminal)
      terminal.dataset['look'] = here.some(({ state }) => state === 'typing') ? 'typing' : 'looking'
      const tags = here.map((each) => lookTag(each, lookWords(each), () => this.#end(each)))
      terminal.querySelector('.terminal-bar')?.append(...tags)
    }
  }
}
