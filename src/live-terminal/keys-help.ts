import { makeDialog } from '../dialog/make-dialog.ts'

/** What the keys of the page itself do in a terminal; every other one is the program's. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Shift+Esc', 'Leaves the terminal; where it is maximised, restores its size first'],
  ['Enter', 'Goes back in, when the terminal has the focus'],
  ['↑ ↓ PgUp PgDn Home End', 'Scroll the terminal, when you are not typing in it'],
  ['Shift+PgUp, Shift+PgDn', 'Scroll the terminal while you type in it'],
  ['Ctrl+Shift+C', 'Copies what is selected; selecting by mouse copies at once'],
  ['Ctrl+V, Ctrl+Shift+V', 'Paste'],
  ['Ctrl+Shift+F', 'Finds text in the terminal'],
  ['Ctrl+C', 'Stops the command that runs'],
  ['Esc, Tab, Shift+Tab, F1 to F12', 'Go to the program in the terminal'],
]

const MAC_KEYS: readonly (readonly [keys: string, does: string])[] = KEYS.map(([keys, does]) => {
  if (keys === 'Ctrl+Shift+C') return ['⌘C', does]
  if (keys === 'Ctrl+V, Ctrl+Shift+V') return ['⌘V', 'Pastes']
  return keys === 'Ctrl+Shift+F' ? ['⌘F', does] : [keys, does]
})

/** Shows the keys of a terminal in a dialog; the focus returns to where it was. */
export function showKeysHelp(isMac: boolean): void {
  const dialog = makeDialog()
  dialog.classList.add('terminal-keys-help')
  dialog.setAttribute('aria-labelledby', 'terminal-keys-title')
  dialog.innerHTML = `
    <form method="dialog">
      <h2 id="terminal-keys-title">Keys in a terminal</h2>
      <dl></dl>
      <div class="terminal-dialog-actions"><button autofocus>Close</button></div>
    </form>`
  const list = dialog.querySelector('dl')
  for (const [keys, does] of isMac ? MAC_KEYS : KEYS) {
    const term = document.createElement('dt')
    term.textContent = keys
    const description = document.createElement('dd')
    description.textContent = does
    list?.append(term, description)
  }
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.showModal()
}
