import { phrase } from '../../words/phrase.ts'
import { makeDialog } from '../dialog/make-dialog.ts'
import { make } from '../elements/element.ts'

export interface Asked {
  readonly title: string
  /** Whom it is for, in a sentence. */
  readonly text: string
  readonly label: string
  /** On the button that does it. */
  readonly go: string
  readonly field: HTMLInputElement | HTMLTextAreaElement
}

let asked = 0

/** Asks for one value in a dialog. @returns undefined where the host thinks better. */
export function ask({ title, text, label, go, field }: Asked): Promise<string | undefined> {
  const dialog = makeDialog()
  dialog.classList.add('board-dialog')
  const id = `board-ask-${++asked}`
  dialog.setAttribute('aria-labelledby', `${id}-title`)
  field.id = id
  field.required = true
  const cancel = make('button', { type: 'button', textContent: phrase('board.cancel') })
  const form = make(
    'form',
    { method: 'dialog' },
    make('h2', { id: `${id}-title`, textContent: title }),
    make('p', { textContent: text }),
    make('label', { htmlFor: id, textContent: label }),
    field,
    make(
      'div',
      { className: 'terminal-dialog-actions' },
      cancel,
      make('button', { value: 'go', className: 'board-primary', textContent: go }),
    ),
  )
  cancel.addEventListener('click', () => dialog.close())
  if (field instanceof HTMLTextAreaElement) sendWithKey(field, form)
  dialog.append(form)
  document.body.append(dialog)
  dialog.showModal()
  field.focus()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      // Of several lines one is made: a message has none.
      const value = field.value.replaceAll(/\s+/g, ' ').trim()
      resolve(dialog.returnValue === 'go' && value !== '' ? value : undefined)
    })
  })
}

/** Ctrl+Enter sends, as in most programs that have a field of several lines. */
function sendWithKey(field: HTMLTextAreaElement, form: HTMLFormElement): void {
  field.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
    if (key !== 'Enter' || !(ctrlKey || metaKey)) return
    form.requestSubmit(form.querySelector<HTMLButtonElement>('[value=go]'))
  })
}
