import { Terminal } from '@xterm/xterm'
import xtermStyles from '@xterm/xterm/css/xterm.css?inline'
import type { WorkshopNews } from '../../protocol/workshop-messages.ts'
import { screenReaderMode } from '../live-terminal/screen-reader.ts'
import { onThemeChange, terminalTheme } from '../live-terminal/terminal-theme.ts'
import { adoptStyles } from '../page/adopt-styles.ts'

export type ShownScreen = NonNullable<Extract<WorkshopNews, { news: 'screen' }>['screen']>

/** Bounds of the letters, in pixels: smaller ones are scrolled to rather than shown. */
const SMALLEST_FONT = 9
const LARGEST_FONT = 18

/** Lines that the reader can scroll back to. */
const SCROLLBACK_LINES = 2000

/** Makes a terminal what it was at the start (ECMA-48, RIS). */
const RESET = '\x1bc'

/** The host's terminal at the host's size, in letters that fit. It takes no keys. */
export class FollowScreen {
  readonly element = document.createElement('div')
  readonly #terminal: Terminal

  /** @param place where it will be, for its font and colours. */
  constructor(place: HTMLElement) {
    adoptStyles(xtermStyles)
    this.element.className = 'follow-screen'
    this.element.translate = false
    place.append(this.element)
    const { fontFamily } = getComputedStyle(this.element)
    this.#terminal = new Terminal({
      disableStdin: true,
      cursorBlink: false,
      cursorInactiveStyle: 'block',
      fontFamily,
      lineHeight: 1.2,
      // A link of somebody else's terminal opens nothing here.
      linkHandler: { activate() {} },
      scrollback: SCROLLBACK_LINES,
      theme: terminalTheme(place),
    })
    this.#terminal.open(this.element)
    // A key goes on to the page: Tab leads out, and nothing is typed.
    this.#terminal.attachCustomKeyEventHandler(() => false)
    if (this.#terminal.textarea) this.#terminal.textarea.readOnly = true
    screenReaderMode.watch((isOn) => {
      this.#terminal.options.screenReaderMode = isOn
    })
    onThemeChange(() => {
      this.#terminal.options.theme = terminalTheme(place)
    })
    this.#terminal.onResize(() => this.fit())
    this.#terminal.onWriteParsed(() => this.#keepCursorInView())
    new ResizeObserver(() => this.fit()).observe(this.element)
  }

  /** Shows a screen in place of all that was shown. */
  show({ columns, rows, text }: ShownScreen): void {
    // In the order of what was written before.
    this.#terminal.write(RESET, () => this.#terminal.resize(columns, rows))
    this.#terminal.write(text)
  }

  write(bytes: Uint8Array): void {
    this.#terminal.write(bytes)
  }

  clear(): void {
    this.#terminal.write(RESET)
  }

  /** Chooses letters with which the whole screen is seen, where they can be read. */
  fit(): void {
    const { cols, rows, options, element } = this.#terminal
    const screen = element?.querySelector<HTMLElement>('.xterm-screen')
    const { clientWidth, clientHeight } = this.element
    if (!screen?.offsetWidth || !clientWidth || !clientHeight) return
    const size = options.fontSize ?? LARGEST_FONT
    const cell = { width: screen.offsetWidth / cols, height: screen.offsetHeight / rows }
    const part = Math.min(clientWidth / (cell.width * cols), clientHeight / (cell.height * rows))
    const wanted = Math.floor(2 * size * part) / 2
    const fontSize = Math.min(Math.max(wanted, SMALLEST_FONT), LARGEST_FONT)
    if (Math.abs(fontSize - size) >= 0.5) this.#terminal.options.fontSize = fontSize
  }

  /** Where not all rows fit, those are seen in which something happens. */
  #keepCursorInView(): void {
    const { scrollHeight, clientHeight, scrollTop } = this.element
    if (scrollHeight <= clientHeight) return
    const row = scrollHeight / this.#terminal.rows
    const bottom = (this.#terminal.buffer.active.cursorY + 1) * row
    if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight
    else if (bottom - row < scrollTop) this.element.scrollTop = bottom - row
  }
}
