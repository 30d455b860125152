import { phrase } from '../../words/phrase.ts'
import { answerOf, keepAnswer } from './quiz-answers.ts'

/** A question of a chapter: the reader chooses, and the page says what is right, and why. */
export class LessonQuiz extends HTMLElement {
  readonly #status = document.createElement('div')
  readonly #inputs: HTMLInputElement[] = []

  connectedCallback(): void {
    if (this.#inputs.length > 0) return
    const isSeveral = this.#right.length > 1
    for (const option of this.querySelectorAll('fieldset li')) {
      this.#inputs.push(chooser(option, isSeveral ? 'checkbox' : 'radio', this.name))
    }
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'task-button'
    button.textContent = phrase('quiz.check')
    button.addEventListener('click', () => this.#check())
    this.#status.className = 'quiz-status'
    this.#status.role = 'status'
    this.querySelector('fieldset')?.append(button, this.#status)
    const before = answerOf(this.name)
    for (const index of before) this.#inputs[index]?.click()
    if (this.#chosen.length > 0) this.#tell()
  }

  /** Names the quiz within the course: `chapter/quiz`. */
  get name(): string {
    return this.dataset['quiz'] ?? ''
  }

  get #answers(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('details li')]
  }

  get #right(): number[] {
    return this.#answers.flatMap((answer, index) => ('right' in answer.dataset ? [index] : []))
  }

  get #chosen(): number[] {
    return this.#inputs.flatMap(({ checked }, index) => (checked ? [index] : []))
  }

  #check(): void {
    if (this.#chosen.length === 0) {
      this.#status.textContent = phrase('quiz.none')
      return
    }
    keepAnswer(this.name, this.#chosen)
    this.#tell()
  }

  /** The verdict, and for each answer that was chosen why it is right or wrong. */
  #tell(): void {
    const chosen = this.#chosen
    const right = this.#right
    const isWrong = chosen.some((index) => !right.includes(index))
    const isMissing = right.some((index) => !chosen.includes(index))
    this.dataset['state'] = isWrong || isMissing ? 'wrong' : 'right'
    const verdict = document.createElement('p')
    verdict.className = 'quiz-verdict'
    verdict.textContent = isWrong
      ? phrase('quiz.wrong')
      : isMissing
        ? phrase('quiz.partly')
        : phrase('quiz.right')
    const reasons = chosen.map((index) => {
      const reason = document.createElement('p')
      const because = this.#answers[index]?.querySelector('.quiz-because')
      reason.append(...(because?.cloneNode(true).childNodes ?? []))
      return reason
    })
    this.#status.replaceChildren(verdict, ...reasons)
  }
}

/** Makes an option choosable: its words become the label of an input. */
function chooser(option: Element, type: 'checkbox' | 'radio', name: string): HTMLInputElement {
  const input = document.createElement('input')
  input.type = type
  input.name = name
  const label = document.createElement('label')
  label.append(input, ...option.childNodes)
  option.append(label)
  return input
}
