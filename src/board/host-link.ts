import { phrase } from '../../words/phrase.ts'
import { makeDialog } from '../dialog/make-dialog.ts'
import { make, makeButton } from '../elements/element.ts'
import { copyText } from '../page/clipboard.ts'

/** Shows the board's link of a further host, once: nobody can read it again. */
export function showHostLink(host: string, token: string): void {
  const url = new URL(location.pathname, location.href)
  url.hash = token
  const dialog = makeDialog()
  dialog.classList.add('board-dialog')
  dialog.ariaLabel = phrase('board.invited', { name: host })
  const copy = makeButton(
    phrase('board.copy-link'),
    async () => {
      copy.textContent = (await copyText(url.href)) ? phrase('copy.done') : phrase('copy.refused')
    },
    'board-primary',
  )
  copy.ariaLive = 'polite'
  dialog.append(
    make('h2', { textContent: phrase('board.invited', { name: host }) }),
    make('p', { textContent: phrase('board.invited-text') }),
    make('p', {}, make('code', { textContent: url.href, translate: false })),
    make(
      'div',
      { className: 'terminal-dialog-actions' },
      makeButton(phrase('board.close'), () => dialog.close()),
      copy,
    ),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
