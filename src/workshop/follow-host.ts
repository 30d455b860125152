import type { WorkshopAct, WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import styles from './follow-host.css?inline'
import type { WorkshopPart } from './workshop-feed.ts'

/** The terminal of the dock, which has no block. */
const DOCK_TERMINAL = 'dock/shell'

/**
 * On a host's own pages: a button at each terminal that shows it to everyone, and a frame around the one
 * that is shown, with a way to end that.
 */
export class FollowHost implements WorkshopPart {
  readonly #tell: (act: WorkshopAct) => void
  #shown: string | undefined
  #isHost = false

  constructor(tell: (act: WorkshopAct) => void) {
    this.#tell = tell
  }

  state(state: WorkshopState | undefined): void {
    const isHost = state?.role === 'host'
    const { host, terminal } = state?.showing ?? {}
    this.#shown = isHost && host === state.name ? terminal : undefined
    if (isHost && !this.#isHost) this.#begin()
    if (this.#isHost) this.#mark()
    this.#isHost = isHost
    document.documentElement.toggleAttribute('data-workshop-host', isHost)
  }

  #begin(): void {
    this.#isHost = true
    adoptStyles(styles)
    // The dock comes and goes.
    new MutationObserver(() => this.#mark()).observe(document.body, { childList: true })
  }

  #mark(): void {
    for (const place of document.querySelectorAll<HTMLElement>('live-terminal, .terminal-dock')) {
      const terminal = place.dataset['block'] ?? DOCK_TERMINAL
      const isShown = terminal === this.#shown
      place.toggleAttribute('data-shown-to-all', isShown)
      const button = place.querySelector<HTMLButtonElement>('.follow-show') ?? this.#add(place)
      const words = isShown ? phrase('follow.stop') : phrase('follow.show')
      if (button.textContent !== words) button.textContent = words
      button.ariaPressed = String(isShown)
    }
  }

  #add(place: HTMLElement): HTMLButtonElement {
    const terminal = place.dataset['block'] ?? DOCK_TERMINAL
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'terminal-button follow-show'
    button.addEventListener('click', () => {
      this.#tell({ act: 'show', terminal: terminal === this.#shown ? null : terminal })
    })
    place.querySelector('.terminal-foot')?.append(button)
    return button
  }
}
