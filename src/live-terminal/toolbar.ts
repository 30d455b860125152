import type { BlockState } from './block-state.ts'

export type Action = 'run' | 'stop' | 'leave' | 'restart' | 'copy' | 'maximise' | 'reset'

const LABELS: Readonly<Record<Action, string>> = {
  run: 'Run',
  stop: 'Stop',
  leave: 'Leave the line',
  restart: 'Restart',
  copy: 'Copy',
  maximise: 'Maximise',
  reset: 'Reset my sandbox',
}

const HINTS: Readonly<Record<Action, string>> = {
  run: 'Run in your own sandbox',
  stop: 'Stop what runs (Ctrl+C)',
  leave: 'Leave the line',
  restart: 'Start again in a new shell',
  copy: 'Copy the command',
  maximise: 'Maximise',
  reset: 'Reset my sandbox',
}

/** How long a button shows its answer, in milliseconds. */
const FLASH_MILLISECONDS = 1500

/** Which buttons a state has, Run or Stop first. */
function actionsOf(state: BlockState): readonly Action[] {
  switch (state.name) {
    case 'recorded':
    case 'offline':
      return ['run', 'copy']
    case 'starting':
      return ['copy']
    case 'queued':
      return ['leave', 'copy']
    case 'running':
    case 'reconnecting':
      return ['stop', 'restart', 'copy', 'maximise', 'reset']
    case 'idle':
      return ['run', 'restart', 'copy', 'maximise', 'reset']
    case 'ended':
    case 'gone':
    case 'replayed':
      return ['run', 'copy', 'maximise']
  }
}

/** The buttons of one block. They are made once and shown by state, so that focus is not lost. */
export class Toolbar {
  readonly #buttons = new Map<Action, HTMLButtonElement>()
  readonly #place: HTMLElement

  constructor(place: HTMLElement, handlers: Readonly<Record<Action, () => void>>) {
    this.#place = place
    place.role = 'toolbar'
    place.ariaLabel = 'Terminal'
    for (const [action, handler] of Object.entries(handlers) as [Action, () => void][]) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'terminal-button'
      button.dataset['action'] = action
      button.title = HINTS[action]
      const label = document.createElement('span')
      label.className = 'terminal-button-label'
      label.textContent = LABELS[action]
      const icon = document.createElement('span')
      icon.className = 'terminal-icon'
      icon.dataset['icon'] = action
      icon.ariaHidden = 'true'
      button.append(icon, label)
      button.addEventListener('click', handler)
      this.#buttons.set(action, button)
      place.append(button)
    }
  }

  /** Shows the buttons of a state; when the one with the focus goes, the first one gets it. */
  update(state: BlockState): void {
    const shown = actionsOf(state)
    const hadFocus = this.#place.contains(document.activeElement)
    for (const [action, button] of this.#buttons) button.hidden = !shown.includes(action)
    if (hadFocus && (document.activeElement as HTMLElement | null)?.hidden) this.focus()
  }

  focus(): void {
    for (const button of this.#buttons.values()) {
      if (button.hidden) continue
      button.focus()
      return
    }
  }

  /** Shows `words` on a button for a moment. */
  flash(action: Action, words: string): void {
    const label = this.#label(action)
    label.textContent = words
    label.dataset['flash'] = ''
    setTimeout(() => {
      label.textContent = LABELS[action]
      delete label.dataset['flash']
    }, FLASH_MILLISECONDS)
  }

  setMaximised(maximised: boolean): void {
    const words = maximised ? 'Restore size' : LABELS.maximise
    this.#label('maximise').textContent = words
    const button = this.#buttons.get('maximise')
    if (!button) return
    button.title = words
    button.ariaPressed = String(maximised)
  }

  #label(action: Action): HTMLElement {
    return this.#buttons.get(action)?.querySelector('.terminal-button-label') as HTMLElement
  }
}
