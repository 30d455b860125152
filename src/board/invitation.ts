import type { WorkshopEntry } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { copyText } from '../page/clipboard.ts'
import { joinLink } from './join-link.ts'
import { qrCode } from './qr-code.ts'
import { spokenCode } from './spoken-code.ts'

/** Shows, for a projector, how to join: the link in large letters, the code, and both as a QR code. */
export function showInvitation(workshop: WorkshopEntry, site: string | undefined): void {
  const { title, code, course } = workshop
  const { address, isOwnComputer } = joinLink(code, course, site)
  const [page = address] = address.split('#')
  const copy = makeButton(phrase('board.copy-link'), async () => {
    copy.textContent = (await copyText(address)) ? phrase('copy.done') : phrase('copy.refused')
  })
  copy.ariaLive = 'polite'
  const dialog = make('dialog', { className: 'invitation', ariaLabel: phrase('board.invitation') })
  const close = makeButton(phrase('board.close'), () => dialog.close())
  dialog.append(
    make('h2', { textContent: title }),
    make(
      'div',
      { className: 'invitation-ways' },
      qrCode(address, phrase('board.qr-label', { address })),
      make(
        'div',
        {},
        make('p', { textContent: phrase('board.open-page') }),
        make('p', { className: 'invitation-link', textContent: shownAddress(page) }),
        make('p', { textContent: phrase('board.type-code') }),
        make('p', { className: 'invitation-code', textContent: spokenCode(code) }),
      ),
    ),
    ...(isOwnComputer
      ? [make('p', { className: 'board-wrong', textContent: phrase('board.own-computer') })]
      : []),
    make('div', { className: 'board-buttons' }, copy, close),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

/** Without what nobody needs to type; broken where one reads a pause. */
function shownAddress(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '')
}
