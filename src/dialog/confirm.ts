import { makeDialog } from './make-dialog.ts'

export interface Question {
  readonly title: string
  /** What happens, in sentences. */
  readonly text: string
  /** On the button that leaves all as it is, and has the focus. */
  readonly keep: string
  /** On the button that does it. */
  readonly go: string
}

/** Asks before something is lost. @returns false when the reader thinks better. */
export function confirm({ title, text, keep, go }: Question): Promise<boolean> {
  const dialog = makeDialog()
  dialog.setAttribute('aria-labelledby', 'terminal-dialog-title')
  dialog.innerHTML = `
    <form method="dialog">
      <h2 id="terminal-dialog-title"></h2>
      <p></p>
      <div class="terminal-dialog-actions">
        <button value="keep" autofocus></button>
        <button value="go" class="danger"></button>
      </div>
    </form>`
  for (const [selector, words] of [
    ['h2', title],
    ['p', text],
    ['[value=keep]', keep],
    ['[value=go]', go],
  ] as const) {
    const part = dialog.querySelector(selector)
    if (part) part.textContent = words
  }
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'go')
    })
  })
}
