import { phrase } from '../../words/phrase.ts'

/** One of the steps of the join page, all of which are in the page from the start. */
export class Step {
  readonly #page: HTMLElement
  readonly element: HTMLElement

  /** @param name of its element: `data-step`. */
  constructor(page: HTMLElement, name: string) {
    this.#page = page
    this.element = page.querySelector<HTMLElement>(`[data-step="${name}"]`) as HTMLElement
  }

  get form(): HTMLFormElement {
    return this.element as HTMLFormElement
  }

  field(name: string): HTMLInputElement & HTMLSelectElement {
    return this.form.elements.namedItem(name) as HTMLInputElement & HTMLSelectElement
  }

  part(name: string): HTMLElement {
    return this.element.querySelector<HTMLElement>(`[data-part="${name}"]`) as HTMLElement
  }

  /** Shows this step, and none of the others. */
  show(): void {
    for (const step of this.#page.querySelectorAll<HTMLElement>('[data-step]')) {
      step.hidden = step !== this.element
    }
    this.accept()
  }

  /** Where whoever uses a keyboard or a screen reader goes on: at the step's head, or its first field. */
  focus(): void {
    this.element.querySelector<HTMLElement>('[data-focus]')?.focus()
  }

  /** Says what is wrong with a field, and leads to it. */
  refuse(name: string, sentence: string): void {
    this.part(`${name}-trouble`).textContent = sentence
    const field = this.field(name)
    field.setAttribute('aria-invalid', 'true')
    field.focus()
  }

  /** Nothing is wrong any more. */
  accept(): void {
    for (const trouble of this.element.querySelectorAll('.join-trouble')) trouble.textContent = ''
    for (const field of this.element.querySelectorAll('[aria-invalid]')) {
      field.removeAttribute('aria-invalid')
    }
  }

  /** Does what the form is for, once at a time, and says that it goes on. */
  async during(act: () => Promise<void>): Promise<void> {
    if (this.element.ariaBusy === 'true') return
    this.accept()
    this.element.ariaBusy = 'true'
    const status = this.part('status')
    status.textContent = phrase('join.asking')
    try {
      await act()
    } finally {
      this.element.ariaBusy = 'false'
      status.textContent = ''
    }
  }
}
