import { phrase } from '../../words/phrase.ts'
import { makeDialog } from '../dialog/make-dialog.ts'

interface KeysHelp {
  readonly keys: string
  readonly does: string
  /** On a Mac, where that has others. */
  readonly onMac?: { readonly keys: string; readonly does?: string }
}

/** What the keys of the page itself do in a terminal; every other one is the program's. */
const KEYS: readonly KeysHelp[] = [
  { keys: phrase('keys.shift-escape'), does: phrase('keys.leave') },
  { keys: phrase('keys.return'), does: phrase('keys.enter') },
  { keys: phrase('keys.scroll-keys'), does: phrase('keys.scroll') },
  { keys: phrase('keys.scroll-typing-keys'), does: phrase('keys.scroll-typing') },
  { keys: phrase('keys.copy-keys'), does: phrase('keys.copy'), onMac: { keys: '⌘C' } },
  {
    keys: phrase('keys.paste-keys'),
    does: phrase('keys.paste'),
    onMac: { keys: '⌘V', does: phrase('keys.paste-mac') },
  },
  { keys: phrase('keys.find-keys'), does: phrase('keys.find'), onMac: { keys: '⌘F' } },
  { keys: phrase('keys.stop-keys'), does: phrase('keys.stop') },
  { keys: phrase('keys.program-keys'), does: phrase('keys.to-program') },
]

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
  for (const { onMac, ...usual } of KEYS) {
    const { keys, does } = isMac ? { ...usual, ...onMac } : usual
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
