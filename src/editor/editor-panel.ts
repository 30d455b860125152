import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import styles from './editor.css?inline'

export type PanelAction = 'files' | 'newFile' | 'rename' | 'remove' | 'save' | 'close'

/** A choice below the text, such as between two texts. */
export interface Choice {
  readonly label: string
  readonly choose: () => void
}

const LABELS: Readonly<Record<PanelAction, string>> = {
  files: phrase('editor.files'),
  newFile: phrase('editor.new-file'),
  rename: phrase('editor.rename'),
  remove: phrase('editor.remove'),
  save: phrase('editor.save'),
  close: phrase('editor.close'),
}

/** Which buttons there are beside Files and Close. */
const BUTTONS: Readonly<Record<'files' | 'text', readonly PanelAction[]>> = {
  files: ['newFile'],
  text: ['files', 'rename', 'remove', 'save'],
}

/** The editor's frame: a title, buttons, the place of the list or the text, and a line of words. */
export class EditorPanel {
  readonly element = document.createElement('section')
  /** Where the list of files or the text is. */
  readonly body = document.createElement('div')
  readonly hint = document.createElement('p')
  readonly #title = document.createElement('h2')
  readonly #status = document.createElement('p')
  readonly #choices = document.createElement('div')
  readonly #buttons = new Map<PanelAction, HTMLButtonElement>()

  constructor(onAction: (action: PanelAction) => void) {
    adoptStyles(styles)
    this.element.className = 'file-editor not-content'
    this.element.ariaLabel = phrase('editor.label')
    this.element.tabIndex = -1
    const bar = document.createElement('div')
    bar.className = 'editor-bar'
    bar.append(this.#title)
    for (const action of ['files', 'newFile', 'rename', 'remove', 'save', 'close'] as const) {
      const button = makeButton(LABELS[action], () => onAction(action))
      button.dataset['action'] = action
      this.#buttons.set(action, button)
      bar.append(button)
    }
    const save = this.#buttons.get('save') as HTMLButtonElement
    save.setAttribute('aria-keyshortcuts', 'Control+S Meta+S')
    this.body.className = 'editor-body'
    const foot = document.createElement('div')
    foot.className = 'editor-foot'
    this.#status.role = 'status'
    this.#choices.className = 'editor-choices'
    this.hint.className = 'editor-hint'
    this.hint.id = 'editor-hint'
    this.hint.textContent = phrase('editor.leave')
    foot.append(this.#status, this.#choices, this.hint)
    this.element.append(bar, this.body, foot)
    this.element.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's')
        return
      event.preventDefault()
      if (!save.hidden) onAction('save')
    })
    window.visualViewport?.addEventListener('resize', () => this.#leaveKeyboardRoom())
  }

  get isOpen(): boolean {
    return this.element.isConnected
  }

  open(): void {
    if (this.isOpen) return
    document.body.append(this.element)
    document.documentElement.dataset['editor'] = ''
    this.#leaveKeyboardRoom()
  }

  close(): void {
    this.element.remove()
    delete document.documentElement.dataset['editor']
  }

  /** Shows the list of files, or a text. */
  show(what: 'files' | 'text', title: string, content: HTMLElement): void {
    this.#title.textContent = title
    this.body.replaceChildren(content)
    this.hint.hidden = what !== 'text'
    this.ask([])
    for (const [action, button] of this.#buttons) {
      button.hidden = action !== 'close' && !BUTTONS[what].includes(action)
    }
  }

  say(words: string): void {
    if (this.#status.textContent !== words) this.#status.textContent = words
  }

  /** Gives the reader choices, the first of which gets the focus. */
  ask(choices: readonly Choice[]): void {
    const buttons = choices.map(({ label, choose }) => makeButton(label, choose))
    this.#choices.replaceChildren(...buttons)
    buttons[0]?.focus()
  }

  /** A touch keyboard covers the window's lower part without making it smaller. */
  #leaveKeyboardRoom(): void {
    const height = window.visualViewport?.height ?? window.innerHeight
    this.element.style.setProperty('--visible-height', `${height}px`)
  }
}

export function makeButton(label: string, press: () => void): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'editor-button'
  button.textContent = label
  button.addEventListener('click', press)
  return button
}
