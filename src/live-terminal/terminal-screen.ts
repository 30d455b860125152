import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import xtermStyles from '@xterm/xterm/css/xterm.css?inline'
import { MAXIMUM_COLUMNS, MAXIMUM_ROWS } from '../../protocol/limits.ts'
import { adoptStyles } from './adopt-styles.ts'
import { copyText } from './clipboard.ts'
import { KeyBar } from './key-bar.ts'
import { onThemeChange, terminalTheme } from './terminal-theme.ts'

/** Lines that the reader can scroll back to. */
const SCROLLBACK_LINES = 5000

/** Rows of a terminal that stands in the text: room for the recorded output, within bounds. */
const FEWEST_ROWS = 6
const MOST_ROWS = 22
/** The prompt that follows the output, and a line to type on. */
const SPARE_ROWS = 2

export interface ScreenEvents {
  readonly onInput: (data: string) => void
  /** In character cells. */
  readonly onResize: (columns: number, rows: number) => void
  readonly onLeave: () => void
}

/** The terminal in a block's body, in the place of the recorded text once it is shown. */
export class TerminalScreen {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #place: HTMLElement
  readonly #recorded: HTMLElement
  readonly #keys: KeyBar
  /** Nothing was written since it was made or cleared. */
  #isBlank = true
  /** The cursor has moved since the last frame. */
  #hasMoved = false

  constructor(body: HTMLElement, events: ScreenEvents) {
    adoptStyles(xtermStyles)
    this.#recorded = body.querySelector('.terminal-recorded') as HTMLElement
    this.#place = document.createElement('div')
    this.#place.className = 'terminal-screen'
    this.#place.translate = false
    // As wide as Docker's lists, whatever the page's width: see the stylesheet.
    const sheet = document.createElement('div')
    sheet.className = 'terminal-sheet'
    this.#place.append(sheet)
    body.append(this.#place)
    const style = getComputedStyle(this.#recorded)
    this.#terminal = new Terminal({
      allowProposedApi: false,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight: 1.2,
      rows: this.#rows(),
      screenReaderMode: true,
      scrollback: SCROLLBACK_LINES,
      theme: terminalTheme(body),
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.loadAddon(new WebLinksAddon())
    this.#terminal.open(sheet)
    this.#keys = new KeyBar(
      body,
      (data) => events.onInput(data),
      () => this.focus(),
    )
    this.#terminal.onData((data) => events.onInput(this.#keys.modify(data)))
    this.#terminal.onCursorMove(() => {
      this.#hasMoved = true
    })
    // To measure costs a layout: in a frame there is one anyway.
    this.#terminal.onRender(() => this.#followCursor())
    this.#terminal.onResize(({ cols, rows }) => events.onResize(cols, rows))
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event, events.onLeave))
    this.#place.addEventListener('mouseup', () => this.#copySelection())
    onThemeChange(() => {
      this.#terminal.options.theme = terminalTheme(body)
    })
    this.#resize()
    new ResizeObserver(() => this.#resize()).observe(body)
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  get shown(): boolean {
    return this.#recorded.hidden === true
  }

  /** Takes the place of the recorded text; where its size changes with that, the observer sees it. */
  show(): void {
    this.#recorded.hidden = true
  }

  clear(): void {
    if (this.#isBlank) return
    this.#isBlank = true
    this.#terminal.reset()
  }

  /** @param consumed called once it was dealt with. */
  write(output: Uint8Array | string, consumed?: () => void): void {
    this.#isBlank = false
    this.#terminal.write(output, consumed)
  }

  /** Says something between the lines that is not of the shell. */
  note(words: string): void {
    this.write(`\r\n\x1b[2m[${words}]\x1b[22m\r\n`)
  }

  focus(): void {
    this.#terminal.focus()
  }

  #rows(): number {
    const lines = this.#recorded.textContent.trimEnd().split('\n').length
    return Math.min(Math.max(lines + SPARE_ROWS, FEWEST_ROWS), MOST_ROWS)
  }

  #resize(): void {
    const fits = this.#fit.proposeDimensions()
    // A body that is not laid out has no size; the observer comes back when it has.
    if (!fits || !Number.isFinite(fits.cols) || fits.cols < 2) return
    const isMaximised = this.#place.closest('[data-maximised]') !== null
    const rows = isMaximised ? fits.rows : this.#rows()
    this.#terminal.resize(
      Math.min(fits.cols, MAXIMUM_COLUMNS),
      Math.min(Math.max(rows, 1), MAXIMUM_ROWS),
    )
  }

  /** Scrolls sideways to where is typed. */
  #followCursor(): void {
    if (!this.#hasMoved) return
    this.#hasMoved = false
    const { cols, buffer } = this.#terminal
    const { scrollWidth, clientWidth, scrollLeft } = this.#place
    const cursor = (buffer.active.cursorX / cols) * scrollWidth
    const isSeen = cursor >= scrollLeft && cursor < scrollLeft + clientWidth * 0.95
    if (!isSeen) this.#place.scrollLeft = Math.max(0, cursor - clientWidth / 2)
  }

  #key(event: KeyboardEvent, leave: () => void): boolean {
    if (event.type !== 'keydown') return true
    if (event.shiftKey && event.key === 'Escape') {
      leave()
      return false
    }
    if (event.ctrlKey && event.shiftKey && event.code === 'KeyC') {
      // Else Chromium opens its developer tools.
      event.preventDefault()
      this.#copySelection()
      return false
    }
    // The browser itself pastes plain text on Ctrl+Shift+V, and xterm takes it from there.
    return !(event.ctrlKey && event.shiftKey && event.code === 'KeyV')
  }

  #copySelection(): void {
    const text = this.#terminal.getSelection()
    if (text) copyText(text)
  }
}
