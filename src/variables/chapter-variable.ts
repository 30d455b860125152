import { isUsableValue, VALUE_LENGTH } from '../../lesson/variable.ts'
import { phrase } from '../../words/phrase.ts'
import { chooseValue, currentValue, watchChosenValues } from '../page/chosen-values.ts'
import { showVariables } from './show-variables.ts'

/** A form of one input: what the reader writes stands at once in the commands and the text. */
export class ChapterVariable extends HTMLElement {
  #isWatched = false

  connectedCallback(): void {
    if (this.#isWatched) return
    this.#isWatched = true
    this.#input.addEventListener('input', () => this.#onInput())
    this.#input.addEventListener('blur', () => this.#show())
    watchChosenValues(() => this.#show())
  }

  get variable() {
    const { name = '', default: value = '', pattern } = this.dataset
    return { name, default: value, pattern }
  }

  get #input(): HTMLInputElement {
    return this.querySelector('input') as HTMLInputElement
  }

  #onInput(): void {
    const { name } = this.variable
    const value = this.#input.value.trim()
    if (value === '' || value === this.variable.default) chooseValue(name, undefined)
    else if (isUsableValue(this.variable, value)) chooseValue(name, value)
    else
      this.#say(
        this.dataset['otherwise'] ?? phrase('variable.unusable', { length: VALUE_LENGTH }),
        true,
      )
  }

  /** What stands in the input stays while somebody writes there. */
  #show(): void {
    const value = currentValue(this.variable)
    const input = this.#input
    if (document.activeElement !== input) input.value = value
    const isDefault = value === this.variable.default
    this.#say(isDefault ? phrase('variable.default', { value }) : phrase('variable.chosen'), false)
    showVariables(this.variable, value)
  }

  #say(words: string, isWrong: boolean): void {
    this.#input.ariaInvalid = String(isWrong)
    const place = this.querySelector('.variable-words')
    if (place && place.textContent !== words) place.textContent = words
  }
}
