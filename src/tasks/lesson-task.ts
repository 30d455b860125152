import { phrase } from '../../words/phrase.ts'
import type { NeedsPanel } from '../catch-up/needs-panel.ts'
import { copyText } from '../page/clipboard.ts'
import { currentProgress } from '../progress/progress-store.ts'
import type { Outcome } from './check-in-sandbox.ts'
import type { CheckPair } from './check-task.ts'
import { wordsWithCode } from './words-with-code.ts'

type TaskState = 'open' | 'checking' | Outcome['state']

/** How long a button shows its answer, in milliseconds. */
const ANSWER_MILLISECONDS = 2500

const TYPE_LABEL = phrase('task.type')

/** One task of a chapter: its text, and a button that looks in the reader's sandbox. */
export class LessonTask extends HTMLElement {
  readonly #check = taskButton(phrase('task.check'))
  #asking: NeedsPanel | undefined

  connectedCallback(): void {
    if (this.#check.isConnected) return
    this.#check.addEventListener('click', () => this.#onCheck())
    this.#part('.task-actions').prepend(this.#check)
    const solution = this.#part('.task-solution')
    const copy = taskButton(phrase('task.copy'))
    copy.addEventListener('click', () => this.#copy(copy))
    const type = taskButton(TYPE_LABEL)
    type.addEventListener('click', () => this.#type(type))
    solution.after(copy, type)
    if (currentProgress().finished.includes(this.name)) this.#show('done', phrase('task.done'))
  }

  /** Names the task within the course: `chapter/task`. */
  get name(): string {
    return this.dataset['task'] ?? ''
  }

  #part(selector: string): HTMLElement {
    const part = this.querySelector<HTMLElement>(selector)
    if (!part) throw new Error(`The task ${this.name} has no ${selector}.`)
    return part
  }

  async #onCheck(): Promise<void> {
    if (this.dataset['state'] === 'checking') return
    const { needs } = this.dataset
    if (needs !== undefined && !(await this.#hasNeeds(needs.split(' ')))) return
    const checks = JSON.parse(this.dataset['checks'] ?? '[]') as CheckPair[]
    this.#show('checking', phrase('task.checking'))
    try {
      const { checkInSandbox } = await import('./check-in-sandbox.ts')
      const outcome = await checkInSandbox(checks, (words) => this.#show('checking', words))
      if (outcome.state === 'done') this.#done()
      else this.#show(outcome.state, outcome.sentence)
    } catch {
      this.#show('offline', phrase('task.not-loaded'))
    }
  }

  /** What cannot hold yet is not checked, unless the reader wants that. */
  async #hasNeeds(needs: readonly string[]): Promise<boolean> {
    if (this.#asking) {
      this.#asking.focus()
      return false
    }
    this.#show('checking', phrase('task.checking'))
    try {
      const { askForNeeds } = await import('../catch-up/ask-for-needs.ts')
      const onAsk = (panel: NeedsPanel) => {
        this.#asking = panel
        this.#show('open', '')
      }
      const goesOn = await askForNeeds({
        before: this.#part('.task-actions'),
        kind: 'task',
        needs,
        onAsk,
      })
      if (!goesOn) this.#check.focus()
      return goesOn
    } catch {
      // What cannot be found out keeps nobody from trying.
      return true
    } finally {
      this.#asking = undefined
    }
  }

  #done(): void {
    this.#show('done', phrase('task.done'))
    const detail = { task: this.name }
    this.dispatchEvent(new CustomEvent('blitz:done', { bubbles: true, detail }))
  }

  #show(state: TaskState, words: string): void {
    this.dataset['state'] = state
    // Not `disabled`, which would take the focus away from who pressed it.
    this.#check.ariaDisabled = String(state === 'checking')
    this.#check.textContent = state === 'done' ? phrase('task.check-again') : phrase('task.check')
    this.#part('.task-status').replaceChildren(...wordsWithCode(words))
  }

  async #copy(button: HTMLButtonElement): Promise<void> {
    const copied = await copyText(this.#solution.join('\n'))
    answer(button, copied ? phrase('copy.done') : phrase('copy.refused'), phrase('task.copy'))
  }

  /** Into the terminal beside the text, where the reader sees it happen. */
  async #type(button: HTMLButtonElement): Promise<void> {
    try {
      const { dock } = await import('../dock/dock.ts')
      if (!dock.type(this.#solution)) {
        answer(button, phrase('task.type-busy'), TYPE_LABEL)
      }
    } catch {
      answer(button, phrase('task.type-not-loaded'), TYPE_LABEL)
    }
  }

  /** The commands of the solution. */
  get #solution(): string[] {
    const commands = [...this.querySelectorAll('.task-solution kbd')]
    return commands.map((command) => command.textContent)
  }
}

/** Shows an answer on the button for a moment. */
function answer(button: HTMLButtonElement, words: string, label: string): void {
  button.textContent = words
  setTimeout(() => {
    button.textContent = label
  }, ANSWER_MILLISECONDS)
}

function taskButton(label: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'task-button'
  button.textContent = label
  return button
}
