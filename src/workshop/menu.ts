import type { WorkshopAct, WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { BarPanel } from './bar-panel.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** What the bar has no button for. Each dialog is loaded when it is opened. */
export class Menu implements WorkshopPart {
  readonly panel = new BarPanel('menu', phrase('workshop.menu'), phrase('workshop.menu-label'))
  readonly #thumbnail = make('input')
  readonly #consent = make('label', { className: 'workshop-consent' })
  readonly #trouble = make('p', { className: 'workshop-trouble' })
  readonly #name = make('p', { className: 'workshop-name' })
  readonly #move = this.#entry(phrase('move.title'), async () => {
    const { openMoveDialog } = await import('./move-dialog.ts')
    openMoveDialog()
  })
  readonly #mine = this.#entry(phrase('mine.title'), async () => {
    const { openMineDialog } = await import('../take-home/mine-dialog.ts')
    await openMineDialog()
  })
  readonly #leave = this.#entry(phrase('join.leave'), async () => {
    const { leaveIfConfirmed } = await import('../membership/leave-workshop.ts')
    // The page's connection is that of the seat.
    if (await leaveIfConfirmed()) location.reload()
  })
  #hasCertificate = false

  constructor(tell: (act: WorkshopAct) => void) {
    this.#thumbnail.type = 'checkbox'
    this.#thumbnail.addEventListener('change', () => {
      tell({ act: 'thumbnail', isAllowed: this.#thumbnail.checked })
    })
    this.#consent.append(this.#thumbnail, phrase('workshop.thumbnail'))
    this.#trouble.role = 'status'
    this.panel.panel.append(
      this.#name,
      this.#consent,
      this.#move,
      this.#entry(phrase('take-home.title'), async () => {
        const { openTakeHomeDialog } = await import('../take-home/take-home-dialog.ts')
        await openTakeHomeDialog({ hasCertificate: this.#hasCertificate })
      }),
      this.#mine,
      this.#leave,
      this.#trouble,
    )
  }

  state(state: WorkshopState | undefined): void {
    if (!state) return
    this.#name.textContent = phrase('workshop.you-are', { name: state.name })
    const isHost = state.role === 'host'
    for (const part of [this.#move, this.#mine, this.#leave]) part.hidden = isHost
    this.#consent.hidden = isHost || !state.asksThumbnail
    this.#hasCertificate = state.hasCertificate
    this.#thumbnail.checked = state.hasThumbnail
  }

  connection(isConnected: boolean): void {
    this.#thumbnail.disabled = !isConnected
  }

  #entry(label: string, open: () => Promise<void>): HTMLButtonElement {
    return makeButton(label, async () => {
      this.#trouble.textContent = ''
      try {
        const opened = open()
        // The dialog goes over the page, and the menu would go over the dialog.
        this.panel.close()
        await opened
      } catch {
        this.#trouble.textContent = phrase('workshop.not-loaded')
        this.panel.panel.showPopover()
      }
    })
  }
}
