import type { LookState, WorkshopAct } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { questionWords } from './look-words.ts'

/** Tells the words of the questions of a page apart. */
let questions = 0

/**
 * A host's question, to which the reader says yes or no. It takes no focus: what is being typed goes
 * on into the terminal.
 */
export class LookQuestion {
  readonly element = make('div', { className: 'look-question' })

  constructor(look: LookState, tell: (act: WorkshopAct) => void) {
    const words = make('p', { textContent: questionWords(look) })
    words.id = `look-question-${++questions}`
    const { terminal } = look
    const asked = look.state === 'type-asked' ? 'type-asked' : 'asked'
    const answer = (isAllowed: boolean) =>
      tell({ act: 'answer', look: look.look, asked, terminal, isAllowed })
    const yes = makeButton(phrase('look.yes'), () => answer(true))
    yes.className = 'look-yes'
    this.element.role = 'group'
    this.element.setAttribute('aria-labelledby', words.id)
    this.element.append(
      words,
      yes,
      makeButton(phrase('look.no'), () => answer(false)),
    )
  }
}
