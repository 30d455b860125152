import type { WorkshopAct, WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { BarPanel } from './bar-panel.ts'
import { button, element } from './elements.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** What the bar has no button for. Each dialog is loaded when it is opened. */
export class Menu implements WorkshopPart {
  readonly panel = new BarPanel('menu', phrase('workshop.menu'), phrase('workshop.menu-label'))
  readonly #thumbnail = element('input', '')
  readonly #consent = element('label', 'workshop-consent')
  readonly #trouble = element('p', 'workshop-trouble')
  readonly #name = element('p', 'workshop-name')

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
      this.#entry(phrase('workshop.leave'), async () => {
        const { leaveIfConfirmed } = await import('./leave.ts')
        await leaveIfConfirmed()
      }),
      this.#trouble,
    )
  }

  state(state: WorkshopState | undefined): void {
    if (!state) return
    this.#name.textContent = phrase('workshop.you-are', { name: state.name })
    this.#consent.hidden = state.role !== 'participant'
    this.#thumbnail.checked = state.hasThumbnail
  }

  connection(isConnected: boolean): void {
    this.#thumbnail.disabled = !isConnected
  }

  #entry(label: string, open: () => Promise<void>): HTMLButtonElement {
    return button(label, async () => {
      this.#trouble.textContent = ''
      try {
        await open()
        this.panel.close()
      } catch {
        this.#trouble.textContent = phrase('workshop.not-loaded')
      }
    })
  }
}
