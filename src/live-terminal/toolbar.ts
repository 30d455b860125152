import { phrase } from '../../words/phrase.ts'
import type { BlockState } from './block-state.ts'
import { makeIcon } from './toolbar-icons.ts'

export type Action = 'run' | 'stop' | 'leave' | 'restart' | 'maximise' | 'copy'

/** The actions that share the place at the beginning of the bar, one at a time. */
type MainAction = 'run' | 'stop' | 'leave'

const LABELS: Readonly<Record<Action, string>> = {
  run: phrase('block.run'),
  stop: phrase('block.stop'),
  leave: phrase('block.leave'),
  restart: phrase('block.restart'),
  maximise: phrase('block.maximise'),
  copy: phrase('block.copy'),
}

const HINTS: Readonly<Record<Action, string>> = {
  run: phrase('block.run-hint'),
  stop: phrase('block.stop-hint'),
  leave: phrase('block.leave-hint'),
  restart: phrase('block.restart-hint'),
  maximise: phrase('block.maximise'),
  copy: phrase('block.copy-hint'),
}

/** How long a button shows its answer, in milliseconds. */
const FLASH_MILLISECONDS = 1500

interface Shown {
  readonly main: MainAction
  /** The main button has nothing to do yet. */
  readonly isBusy?: boolean
  readonly others: readonly Action[]
}

function shownIn(state: BlockState): Shown {
  switch (state.name) {
    case 'recorded':
    case 'offline':
      return { main: 'run', others: ['copy'] }
    case 'starting':
      return { main: 'run', isBusy: true, others: ['copy'] }
    case 'queued':
      return { main: 'leave', others: ['copy'] }
    case 'running':
    case 'reconnecting':
    case 'sending':
      return { main: 'stop', others: ['restart', 'maximise', 'copy'] }
    case 'idle':
      return { main: 'run', others: ['restart', 'maximise', 'copy'] }
    case 'ended':
    case 'gone':
    case 'replayed':
      return { main: 'run', others: ['maximise', 'copy'] }
  }
}

export interface ToolbarPlaces {
  /** At the beginning of the bar. As wide in every state. */
  readonly main: HTMLElement
  /** At the end of the bar. */
  readonly others: HTMLElement
}

/**
 * The buttons of one block. Each has a place of its own that it keeps in every state; Run, Stop and
 * Leave share one. So no button comes under a pointer that has just pressed another.
 */
export class Toolbar {
  readonly #buttons = new Map<Action, HTMLButtonElement>()
  readonly #places: ToolbarPlaces
  #main: MainAction = 'run'

  constructor(places: ToolbarPlaces, handlers: Readonly<Record<Action, () => void>>) {
    this.#places = places
    places.others.role = 'toolbar'
    places.others.ariaLabel = phrase('block.toolbar')
    for (const [action, handler] of Object.entries(handlers) as [Action, () => void][]) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'terminal-button'
      button.dataset['action'] = action
      button.title = HINTS[action]
      const label = document.createElement('span')
      label.className = 'terminal-button-label'
      label.textContent = LABELS[action]
      button.append(makeIcon(action), label)
      button.addEventListener('click', ({ detail }) => {
        // The second click of a double click on Run would be on Stop.
        const isMeant = isMain(action) ? detail < 2 && button.ariaDisabled !== 'true' : true
        if (isMeant) handler()
      })
      this.#buttons.set(action, button)
      const place = isMain(action) ? places.main : places.others
      place.append(button)
    }
  }

  /** Shows the buttons of a state; when the one with the focus goes, the main one gets it. */
  update(state: BlockState): void {
    const { main, isBusy = false, others } = shownIn(state)
    const focused = document.activeElement
    const hadFocus = this.#places.main.contains(focused) || this.#places.others.contains(focused)
    this.#main = main
    for (const [action, button] of this.#buttons) {
      if (isMain(action)) button.hidden = action !== main
      else button.toggleAttribute('data-absent', !others.includes(action))
    }
    const button = this.#button(main)
    // Not `disabled`, which would take the focus away from whoever pressed it.
    button.ariaDisabled = String(isBusy)
    if (hadFocus && !isShown(focused as HTMLElement)) button.focus()
  }

  focus(): void {
    this.#button(this.#main).focus()
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
    const words = maximised ? phrase('block.restore') : LABELS.maximise
    this.#label('maximise').textContent = words
    const button = this.#button('maximise')
    button.title = words
    button.ariaPressed = String(maximised)
  }

  #button(action: Action): HTMLButtonElement {
    return this.#buttons.get(action) as HTMLButtonElement
  }

  #label(action: Action): HTMLElement {
    return this.#button(action).querySelector('.terminal-button-label') as HTMLElement
  }
}

function isMain(action: Action): action is MainAction {
  return action === 'run' || action === 'stop' || action === 'leave'
}

function isShown(button: HTMLElement): boolean {
  return !button.hidden && !button.hasAttribute('data-absent')
}
