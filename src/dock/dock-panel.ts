import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import styles from './dock.css?inline'
import { type DockPlace, type DockSide, keptPlace, within } from './dock-place.ts'
import { DockResizer } from './dock-resizer.ts'
import { DockTabs } from './dock-tabs.ts'

/** Where the side has room for a terminal beside the text. */
const WIDE_WINDOW = '(min-width: 100rem)'

export interface PanelEvents {
  readonly onNewShell: () => void
  /** Opens the editor at the files of the sandbox. */
  readonly onFiles: () => void
  readonly onClose: () => void
  /** The reader goes back from a guest to the dock's own terminal. */
  readonly onOwn: () => void
}

/** Something that the dock shows beside its own terminal, by a tab. */
export interface DockGuest {
  readonly label: string
  readonly element: HTMLElement
  /** It is in front now, or no longer. */
  shown(isInFront: boolean): void
  /** The reader has closed the dock. */
  closed(): void
}

/** The dock's frame: an edge to resize it by, a bar with buttons, the terminal's body, and its words. */
export class DockPanel {
  readonly element = document.createElement('section')
  readonly body = document.createElement('div')
  readonly #words = document.createElement('p')
  readonly #side: HTMLButtonElement
  readonly #close: HTMLButtonElement
  readonly #title = document.createElement('h2')
  /** What is of the own terminal alone. */
  readonly #own: readonly HTMLElement[]
  readonly #tabs: DockTabs
  #guest: DockGuest | undefined
  readonly #wide = matchMedia(WIDE_WINDOW)
  readonly #resizer: DockResizer

  constructor({ onNewShell, onFiles, onClose, onOwn }: PanelEvents) {
    adoptStyles(styles)
    this.element.className = 'terminal-dock not-content'
    this.element.ariaLabel = phrase('dock.label')
    this.element.tabIndex = -1
    this.element.dataset['docked'] = ''
    this.#resizer = new DockResizer({ onResize: (percent) => this.#resize(percent) })
    this.#side = button('', () => this.#changeSide())
    this.#close = button(phrase('dock.close'), onClose)
    this.#close.title = phrase('dock.close-hint')
    this.#title.className = 'terminal-title'
    this.#title.textContent = phrase('dock.label')
    this.#tabs = new DockTabs(phrase('dock.label'), (isGuest) =>
      isGuest ? this.#show(true) : onOwn(),
    )
    const bar = document.createElement('div')
    bar.className = 'terminal-bar'
    const newShell = button(phrase('dock.new-shell'), onNewShell)
    bar.append(
      this.#title,
      this.#tabs.element,
      newShell,
      button(phrase('editor.files'), onFiles),
      this.#side,
      this.#close,
    )
    this.body.className = 'terminal-body'
    const foot = document.createElement('div')
    foot.className = 'terminal-foot'
    this.#words.className = 'terminal-status'
    foot.append(this.#words)
    this.#own = [newShell, this.body, foot]
    this.element.append(this.#resizer.element, bar, this.body, foot)
    keptPlace.watch((place) => this.#arrange(place))
    this.#wide.addEventListener('change', () => this.#arrange(keptPlace.value))
    window.visualViewport?.addEventListener('resize', () => this.#leaveKeyboardRoom())
  }

  get isOpen(): boolean {
    return this.element.isConnected
  }

  open(): void {
    if (this.isOpen) return
    document.body.append(this.element)
    this.#arrange(keptPlace.value)
    this.#leaveKeyboardRoom()
  }

  close(): void {
    this.element.remove()
    delete document.documentElement.dataset['dock']
    this.#guest?.closed()
  }

  /** @param isInFront false: the reader is told by its tab alone. */
  receive(guest: DockGuest, isInFront: boolean): void {
    if (this.#guest !== guest) this.dismiss()
    this.#guest = guest
    this.#tabs.offer(guest)
    this.#title.hidden = true
    this.element.append(guest.element)
    this.#show(isInFront)
  }

  /** The guest goes; the own terminal is in front. */
  dismiss(): void {
    const guest = this.#guest
    if (guest === undefined) return
    this.showOwn()
    this.#guest = undefined
    guest.element.remove()
    this.#tabs.element.hidden = true
    this.#title.hidden = false
  }

  /** Whether the own terminal can be seen. */
  get isOwnInFront(): boolean {
    return this.isOpen && !this.body.hidden
  }

  showOwn(): void {
    this.#show(false)
  }

  #show(isGuest: boolean): void {
    if (this.#guest === undefined) return
    for (const part of this.#own) part.hidden = isGuest
    this.#guest.element.hidden = !isGuest
    this.#tabs.select(isGuest)
    this.#guest.shown(isGuest)
  }

  /**
   * @param state for the stylesheet.
   * @param live a clock that ticks is not announced each second.
   */
  say(state: string, words: string, live: 'polite' | 'off'): void {
    this.element.dataset['state'] = state
    this.#words.ariaLive = live
    if (this.#words.textContent !== words) this.#words.textContent = words
  }

  /** The way out of the terminal by keyboard. */
  focusBar(): void {
    this.#close.focus()
  }

  #arrange(place: DockPlace): void {
    const side: DockSide = this.#wide.matches ? place.side : 'bottom'
    const percent = side === 'bottom' ? place.bottom : place.sidePart
    this.#resizer.show(side, percent)
    this.#side.hidden = !this.#wide.matches
    this.#side.textContent = side === 'bottom' ? phrase('dock.to-side') : phrase('dock.to-bottom')
    this.element.dataset['side'] = side
    const { style, dataset } = document.documentElement
    style.setProperty('--dock-part', `${percent}`)
    if (this.isOpen) dataset['dock'] = side
  }

  #resize(percent: number): void {
    const { value } = keptPlace
    if (this.element.dataset['side'] === 'side') {
      keptPlace.set({ ...value, sidePart: within('side', percent) })
    } else {
      keptPlace.set({ ...value, bottom: within('bottom', percent) })
    }
  }

  #changeSide(): void {
    const { value } = keptPlace
    keptPlace.set({ ...value, side: value.side === 'bottom' ? 'side' : 'bottom' })
  }

  /** A touch keyboard covers the window's lower part without making it smaller. */
  #leaveKeyboardRoom(): void {
    const height = window.visualViewport?.height ?? window.innerHeight
    this.element.style.setProperty('--visible-height', `${height}px`)
  }
}

function button(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'terminal-button dock-button'
  made.textContent = label
  made.addEventListener('click', press)
  return made
}
