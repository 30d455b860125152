import { MAXIMUM_HAND_LENGTH } from '../../protocol/limits.ts'
import type { WorkshopAct, WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { showNotice } from '../page/notice-line.ts'
import { BarPanel } from './bar-panel.ts'
import { plainLine } from './plain-line.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** The reader's hand: raised with a line of words, and lowered by the reader or by a host. */
export class Hand implements WorkshopPart {
  readonly panel = new BarPanel('hand', phrase('hand.raise'))
  readonly #tell: (act: WorkshopAct) => void
  readonly #say: (words: string) => void
  readonly #form = make('form', { className: 'workshop-form' })
  readonly #field = make('input')
  readonly #raised = make('div', { className: 'workshop-form' })
  readonly #words = make('p')
  readonly #trouble = make('p', { className: 'workshop-trouble' })
  #isRaised = false
  #isConnected = false

  constructor(tell: (act: WorkshopAct) => void, say: (words: string) => void) {
    this.#tell = tell
    this.#say = say
    const label = make('label', { textContent: phrase('hand.question') })
    this.#field.maxLength = MAXIMUM_HAND_LENGTH
    this.#field.autocomplete = 'off'
    this.#field.autofocus = true
    label.append(this.#field)
    const raise = make('button', { className: 'workshop-main', textContent: phrase('hand.raise') })
    this.#form.append(label, raise)
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#act(plainLine(this.#field.value, MAXIMUM_HAND_LENGTH))
    })
    this.#raised.append(
      this.#words,
      makeButton(phrase('hand.lower'), () => this.#act(null)),
    )
    this.#trouble.role = 'status'
    this.panel.panel.append(this.#form, this.#raised, this.#trouble)
    this.#show(undefined)
  }

  state(state: WorkshopState | undefined): void {
    this.panel.button.hidden = state !== undefined && state.role !== 'participant'
    this.#show(state?.hand?.words)
  }

  connection(isConnected: boolean): void {
    this.#isConnected = isConnected
    if (isConnected) this.#trouble.textContent = ''
  }

  handSeen(from: string): void {
    const line = showNotice(() => line.remove())
    line.text.textContent = phrase('hand.seen', { host: from })
  }

  /** @param words undefined where the hand is not raised. */
  #show(words: string | undefined): void {
    const isRaised = words !== undefined
    this.#form.hidden = isRaised
    this.#raised.hidden = !isRaised
    this.#words.textContent = words ? phrase('hand.raised-with', { words }) : phrase('hand.waits')
    this.panel.label = isRaised ? phrase('hand.raised') : phrase('hand.raise')
    this.panel.button.toggleAttribute('data-raised', isRaised)
    if (isRaised === this.#isRaised) return
    this.#isRaised = isRaised
    this.panel.close()
    if (isRaised) this.#field.value = ''
    if (isRaised) this.#say(phrase('hand.waits'))
  }

  #act(words: string | null): void {
    if (this.#isConnected) this.#tell({ act: 'hand', words })
    else this.#trouble.textContent = phrase('workshop.not-connected')
  }
}
