import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'

/** How long the board shows what came of an act, in milliseconds. A refusal stays until it is read. */
const SHOWN_MILLISECONDS = 10_000

const MOST_AT_ONCE = 4

/** Says what came of each act, at the edge of the board; read aloud when nothing else is. */
export class ActNotices {
  readonly element = make('div', { className: 'board-notices', role: 'status' })

  done(words: string): void {
    const notice = this.#add(words, 'done')
    setTimeout(() => notice.remove(), SHOWN_MILLISECONDS)
  }

  refused(sentence: string): void {
    this.#add(sentence, 'refused')
  }

  #add(words: string, kind: 'done' | 'refused'): HTMLElement {
    const text = make('p', { textContent: words })
    const notice = make('div', { className: 'board-notice' }, text)
    notice.dataset['kind'] = kind
    const dismiss = makeButton('×', () => notice.remove())
    dismiss.ariaLabel = phrase('notice.dismiss')
    notice.append(dismiss)
    while (this.element.childElementCount >= MOST_AT_ONCE) this.element.firstElementChild?.remove()
    this.element.append(notice)
    return notice
  }
}
