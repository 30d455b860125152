import { phrase } from '../../words/phrase.ts'
import { makeDialog } from '../dialog/make-dialog.ts'

/** What the keys of the page itself do in a terminal; every other one is the program's. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Shift+Esc', phrase('keys.leave')],
  ['Enter', phrase('keys.enter')],
  ['↑ ↓ PgUp PgDn Home End', phrase('keys.scroll')],
  ['Shift+PgUp, Shift+PgDn', phrase('keys.scroll-typing')],
  ['Ctrl+Shift+C', phrase('keys.copy')],
  ['Ctrl+V, Ctrl+Shift+V', phrase('keys.paste')],
  ['Ctrl+Shift+F', phrase('keys.find')],
  ['Ctrl+C', phrase('keys.stop')],
  ['Esc, Tab, Shift+Tab, F1 to F12', phrase('keys.to-program')],
]

const MAC_KEYS: readonly (readonly [keys: string, does: string])[] = KEYS.map(([keys, does]) => {
  if (keys === 'Ctrl+Shift+C') return ['⌘C', does]
  if (keys === 'Ctrl+V, Ctrl+Shift+V') return ['⌘V', phrase('keys.paste-mac')]
  return keys === 'Ctrl+Shift+F' ? ['⌘F', does] : [keys, does]
})

/** Shows the keys of a terminal in a dialog; the focus returns to where it was. */
export function showKeysHelp(isMac: boolean): void {
  const dialog = makeDialog()
  dialog.classList.add('terminal-keys-help')
  dialog.setAttribute('aria-labelledby', 'terminal-keys-title')
  dialog.innerHTML = `
    <form method="dialog">
      <h2 id="terminal-keys-title">${phrase('keys.title')}</h2>
      <dl></dl>
      <div class="terminal-dialog-actions"><button autofocus>${phrase('keys.close')}</button></div>
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
