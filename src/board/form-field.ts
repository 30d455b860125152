import { make } from '../elements/element.ts'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | HTMLDivElement

let fields = 0

/** A field of a form, with its label, a hint, and what is wrong with it. */
export class FormField<Element extends Control = Control> {
  readonly element: HTMLElement
  readonly control: Element
  readonly #wrong = make('p', { className: 'board-wrong' })

  constructor(label: string, control: Element, hint = '') {
    const id = `board-field-${++fields}`
    this.control = control
    control.id = id
    this.#wrong.id = `${id}-wrong`
    control.setAttribute('aria-describedby', `${id}-hint ${id}-wrong`)
    const name = nameOf(control, label)
    const isCheck = control instanceof HTMLInputElement && control.type === 'checkbox'
    this.element = make(
      'div',
      { className: isCheck ? 'form-field form-check' : 'form-field' },
      ...(isCheck ? [control, name] : [name, control]),
      make('p', { className: 'board-hint', id: `${id}-hint`, textContent: hint }),
      this.#wrong,
    )
    control.addEventListener('input', () => this.blame(''))
  }

  /** @param sentence empty: nothing is wrong. */
  blame(sentence: string): void {
    this.#wrong.textContent = sentence
    this.control.ariaInvalid = sentence === '' ? 'false' : 'true'
  }
}

/** Several boxes have one name as a group; each has a label of its own. */
function nameOf(control: Control, label: string): HTMLElement {
  if (!(control instanceof HTMLDivElement)) {
    return make('label', { htmlFor: control.id, textContent: label })
  }
  control.role = 'group'
  control.ariaLabel = label
  control.tabIndex = -1
  return make('span', { className: 'field-name', textContent: label, ariaHidden: 'true' })
}
