import { makeDialog } from '../dialog/make-dialog.ts'

/** @returns an element with text in it, which is text whatever somebody wrote there. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

export function button(label: string, press: () => void): HTMLButtonElement {
  const made = element('button', label)
  made.type = 'button'
  made.addEventListener('click', press)
  return made
}

/** @returns a line that a screen reader reads whenever it changes. */
export function statusLine(): HTMLParagraphElement {
  const line = element('p')
  line.role = 'status'
  return line
}

/** @returns a row of buttons. */
export function actions(...buttons: HTMLElement[]): HTMLDivElement {
  const row = element('div')
  row.className = 'terminal-dialog-actions'
  row.append(...buttons)
  return row
}

/** Opens a dialog with that title, which goes when it is closed. */
export function openDialog(title: string, ...parts: HTMLElement[]): HTMLDialogElement {
  const dialog = makeDialog()
  dialog.classList.add('wide-dialog', 'not-content')
  const head = element('h2', title)
  head.id = 'take-home-title'
  dialog.setAttribute('aria-labelledby', head.id)
  dialog.append(head, ...parts)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  return dialog
}
