import type { WorkshopPlan } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { type CourseChapters, loadChapters } from './course-chapters.ts'
import { FormField } from './form-field.ts'
import type { ActError } from './pending-acts.ts'
import { NEW_PLAN, type PlanTexts, planOf } from './plan-fields.ts'

export interface WorkshopFormOptions {
  readonly title: string
  readonly go: string
  readonly texts: PlanTexts
  /** The courses of the server; one that is empty is the only one. */
  readonly courses: readonly string[]
  /** @returns why the server refused; undefined once it is done. */
  readonly send: (plan: WorkshopPlan) => Promise<ActError | undefined>
  readonly cancel: () => void
}

/** Makes a workshop, or changes one. What the server refuses is said at the field that is wrong. */
export class WorkshopForm {
  readonly element: HTMLFormElement
  readonly #options: WorkshopFormOptions
  readonly #title = new FormField(
    phrase('form.title'),
    textInput({ required: true, maxLength: 120 }),
  )
  readonly #seats = new FormField(phrase('form.seats'), numberInput(1), phrase('form.seats-hint'))
  readonly #opens = new FormField(phrase('form.opens'), timeInput(), phrase('form.opens-hint'))
  readonly #closes = new FormField(phrase('form.closes'), timeInput(), phrase('form.closes-hint'))
  readonly #prepare = new FormField(
    phrase('form.prepare'),
    numberInput(0, 'any'),
    phrase('form.prepare-hint'),
  )
  readonly #code = new FormField(phrase('form.code'), textInput({}), phrase('form.code-hint'))
  readonly #course = new FormField(phrase('form.course'), make('select'))
  readonly #chapters = make('div', { className: 'form-boxes' })
  readonly #chaptersField = new FormField(
    phrase('form.chapters'),
    this.#chapters,
    phrase('form.chapters-hint'),
  )
  readonly #groups = new FormField(
    phrase('form.groups'),
    make('textarea', { rows: 3 }),
    phrase('form.groups-hint'),
  )
  readonly #thumbnails = check(phrase('form.thumbnails'), phrase('form.thumbnails-hint'))
  readonly #commands = check(phrase('form.commands'), phrase('form.commands-hint'))
  readonly #presence = check(phrase('form.presence'), phrase('form.presence-hint'))
  readonly #certificate = check(phrase('form.certificate'), '')
  readonly #keepDays = new FormField(
    phrase('form.keep-days'),
    numberInput(0, 'any'),
    phrase('form.keep-days-hint'),
  )
  readonly #wrong = make('p', { className: 'board-wrong', role: 'alert' })
  /** By their names in the plan. */
  readonly #fields: Readonly<Record<string, FormField>> = {
    title: this.#title,
    // The name is made of the title.
    name: this.#title,
    code: this.#code,
    seats: this.#seats,
    opens: this.#opens,
    closes: this.#closes,
    prepare: this.#prepare,
    course: this.#course,
    chapters: this.#chaptersField,
    groups: this.#groups,
    thumbnails: this.#thumbnails,
    records: this.#commands,
    presence: this.#presence,
    certificate: this.#certificate,
    'keep-days': this.#keepDays,
  }

  constructor(options: WorkshopFormOptions) {
    this.#options = options
    const submit = make('button', { className: 'board-primary', textContent: options.go })
    this.element = make(
      'form',
      { className: 'board-form', noValidate: false },
      make('h2', { textContent: options.title, tabIndex: -1 }),
      group(this.#title, this.#seats),
      group(this.#opens, this.#closes),
      group(this.#course, this.#chaptersField),
      group(this.#groups),
      make(
        'fieldset',
        {},
        make('legend', { textContent: phrase('form.readers') }),
        this.#thumbnails.element,
        this.#commands.element,
        this.#presence.element,
        this.#certificate.element,
      ),
      make(
        'details',
        {},
        make('summary', { textContent: phrase('form.more') }),
        group(this.#code, this.#prepare, this.#keepDays),
      ),
      this.#wrong,
      make(
        'div',
        { className: 'board-buttons' },
        submit,
        makeButton(phrase('board.cancel'), options.cancel),
      ),
    )
    this.#fill(options.texts)
    this.#course.control.addEventListener('change', () => this.#offerChapters([]))
    this.element.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send(submit)
    })
  }

  #fill(texts: PlanTexts): void {
    this.#title.control.value = texts.title
    this.#seats.control.value = texts.seats
    this.#opens.control.value = texts.opens
    this.#closes.control.value = texts.closes
    this.#prepare.control.value = texts.prepare
    this.#code.control.value = texts.code
    this.#groups.control.value = texts.groups
    this.#keepDays.control.value = texts.keepDays
    for (const [field, isOn] of [
      [this.#thumbnails, texts.thumbnails],
      [this.#commands, texts.commands],
      [this.#presence, texts.presence],
      [this.#certificate, texts.certificate],
    ] as const) {
      field.control.checked = isOn
    }
    const { courses } = this.#options
    const options = courses.map((name) => make('option', { value: name, textContent: name }))
    this.#course.control.replaceChildren(...options)
    this.#course.control.value = texts.course === '' ? (courses[0] ?? '') : texts.course
    this.#course.element.hidden = courses.length < 2
    this.#offerChapters(texts.chapters)
  }

  async #offerChapters(chosen: readonly string[]): Promise<void> {
    const course = this.#course.control.value
    const chapters: CourseChapters | undefined = await loadChapters(course).catch(() => undefined)
    if (this.#course.control.value !== course) return
    const names = chapters?.all.map(({ name }) => name) ?? []
    this.#chapters.replaceChildren(
      // One that the course does not list is not lost by a change of something else.
      ...[...new Set([...names, ...chosen])].map((name) =>
        make(
          'label',
          {},
          make('input', { type: 'checkbox', value: name, checked: chosen.includes(name) }),
          ` ${chapters?.chapterTitle(name) ?? name}`,
        ),
      ),
    )
  }

  get #texts(): PlanTexts {
    return {
      ...NEW_PLAN,
      title: this.#title.control.value,
      code: this.#code.control.value,
      seats: this.#seats.control.value,
      opens: this.#opens.control.value,
      closes: this.#closes.control.value,
      prepare: this.#prepare.control.value,
      course: this.#course.control.value,
      chapters: [...this.#chapters.querySelectorAll('input')]
        .filter(({ checked }) => checked)
        .map(({ value }) => value),
      groups: this.#groups.control.value,
      thumbnails: this.#thumbnails.control.checked,
      commands: this.#commands.control.checked,
      presence: this.#presence.control.checked,
      certificate: this.#certificate.control.checked,
      keepDays: this.#keepDays.control.value,
    }
  }

  async #send(submit: HTMLButtonElement): Promise<void> {
    for (const field of Object.values(this.#fields)) field.blame('')
    this.#wrong.textContent = ''
    submit.disabled = true
    const error = await this.#options.send(planOf(this.#texts))
    submit.disabled = false
    if (error === undefined) return
    // A field of a list is named with its place: `groups.0.group`.
    const field = this.#fields[error.field?.split('.')[0] ?? '']
    if (field === undefined) {
      this.#wrong.textContent = error.message
      return
    }
    field.element.closest('details')?.setAttribute('open', '')
    field.blame(error.message)
    field.control.focus()
  }
}

function textInput(properties: Partial<HTMLInputElement>): HTMLInputElement {
  return make('input', { type: 'text', autocomplete: 'off', ...properties })
}

/** @param step `any` where a plan may have a part of a whole: the browser would refuse to send it. */
function numberInput(least: number, step = '1'): HTMLInputElement {
  return make('input', { type: 'number', min: String(least), step })
}

function timeInput(): HTMLInputElement {
  return make('input', { type: 'datetime-local' })
}

function check(label: string, hint: string): FormField<HTMLInputElement> {
  return new FormField(label, make('input', { type: 'checkbox' }), hint)
}

function group(...fields: readonly FormField[]): HTMLElement {
  return make('div', { className: 'form-group' }, ...fields.map(({ element }) => element))
}
