import { make } from '../elements/element.ts'
import { makeDialog } from './make-dialog.ts'

/** @returns a line that a screen reader reads whenever it changes. */
export function statusLine(): HTMLParagraphElement {
  return make('p', { role: 'status' })
}

/** @returns a row of buttons. */
export function actions(...buttons: HTMLElement[]): HTMLDivElement {
  return make('div', { className: 'terminal-dialog-actions' }, ...buttons)
}

/** Opens a dialog with that title, which goes when it is closed. */
export function openDialog(title: string, ...parts: HTMLElement[]): HTMLDialogElement {
  const dialog = makeDialog()
  dialog.classList.add('wide-dialog', 'not-content')
  const head = make('h2', { textContent: title, id: 'open-dialog-title' })
  dialog.setAttribute('aria-labelledby', head.id)
  dialog.append(head, ...parts)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}
