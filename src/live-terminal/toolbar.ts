import type { BlockState } from './block-state.ts'

export type Action = 'run' | 'stop' | 'leave' | 'restart' | 'copy' | 'maximise' | 'reset'

const SVG = 'http://www.w3.org/2000/svg'

const LABELS: Readonly<Record<Action, string>> = {
  run: 'Run',
  stop: 'Stop',
  leave: 'Leave the queue',
  restart: 'Restart',
  copy: 'Copy',
  maximise: 'Maximise',
  reset: 'Reset my sandbox',
}

const HINTS: Readonly<Record<Action, string>> = {
  run: 'Run in your own sandbox',
  stop: 'Stop what runs (Ctrl+C)',
  leave: 'Leave the queue',
  restart: 'Start again in a new shell',
  copy: 'Copy the command',
  maximise: 'Maximise',
  reset: 'Reset my sandbox',
}

const SQUARE =
  'M4.5 3h7A1.5 1.5 0 0 1 13 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 11.5v-7A1.5 1.5 0 0 1 4.5 3z'

/** Paths on a ground of 16 by 16. */
const ICONS: Readonly<Record<Action, string>> = {
  run: 'M4 2.5v11l9.5-5.5z',
  stop: SQUARE,
  leave: SQUARE,
  restart: 'M13.2 8a5.2 5.2 0 1 1-1.6-3.7M13.5 1.8v3h-3',
  copy: 'M7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5zM10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5',
  maximise: 'M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5 7 9',
  reset: 'M2.5 4.5h11M6 4V2.5h4V4M4 4.5l.7 9h6.6l.7-9M6.6 7.3v3.6M9.4 7.3v3.6',
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
      button.append(makeIcon(ICONS[action]), label)
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

/** In the page itself: an image would be one more document to make, in the frame that shows it. */
function makeIcon(path: string): SVGElement {
  const icon = document.createElementNS(SVG, 'svg')
  icon.classList.add('terminal-icon')
  icon.setAttribute('viewBox', '0 0 16 16')
  icon.ariaHidden = 'true'
  const shape = document.createElementNS(SVG, 'path')
  shape.setAttribute('d', path)
  icon.append(shape)
  return icon
}
