import { PathError, parseHomePath } from '../../lesson/home-path.ts'
import { phrase } from '../../words/phrase.ts'
import { makeButton } from './editor-panel.ts'
import { pathSentence } from './file-sentences.ts'

export interface PathFormOptions {
  /** What the field holds at first, such as `~/web/`. */
  readonly value: string
  /** On the button that goes on. */
  readonly label: string
  readonly onPath: (path: string) => void
  readonly onCancel: () => void
  /** Why the path cannot be used, in a sentence. */
  readonly onWrong: (sentence: string) => void
}

/** Asks for the path of a file: for a new one, or a new name. Escape cancels. */
export function pathForm({
  value,
  label,
  onPath,
  onCancel,
  onWrong,
}: PathFormOptions): HTMLElement {
  const form = document.createElement('form')
  form.className = 'editor-path'
  const field = document.createElement('label')
  const input = document.createElement('input')
  input.value = value
  input.autocapitalize = 'off'
  input.autocomplete = 'off'
  input.spellcheck = false
  field.append(phrase('editor.path-label'), input)
  const go = makeButton(label, () => {})
  go.type = 'submit'
  form.append(field, go, makeButton(phrase('editor.cancel'), onCancel))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    try {
      onPath(parseHomePath(input.value))
    } catch (error) {
      if (!(error instanceof PathError)) throw error
      onWrong(pathSentence(error.problem))
      input.focus()
    }
  })
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') onCancel()
  })
  // Once it is in the page.
  queueMicrotask(() => {
    input.focus()
    input.setSelectionRange(value.length, value.length)
  })
  return form
}
