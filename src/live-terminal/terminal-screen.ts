import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import xtermStyles from '@xterm/xterm/css/xterm.css?inline'
import { adoptStyles } from './adopt-styles.ts'
import { copyText } from './clipboard.ts'
import { watchCutEdges } from './cut-edges.ts'
import { KeyBar } from './key-bar.ts'
import { TerminalLayout } from './terminal-layout.ts'
import { onThemeChange, terminalTheme } from './terminal-theme.ts'

/** Lines that the reader can scroll back to. */
const SCROLLBACK_LINES = 5000

export interface ScreenEvents {
  readonly onInput: (data: string) => void
  /** In character cells. */
  readonly onResize: (columns: number, rows: number) => void
  readonly onLeave: () => void
}

/** The terminal in a block's body, in the place of the recorded text once it is shown. */
export class TerminalScreen {
  readonly #terminal: Terminal
  readonly #layout: TerminalLayout
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
    watchCutEdges(this.#place)
    const style = getComputedStyle(this.#recorded)
    this.#terminal = new Terminal({
      allowProposedApi: false,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight: 1.2,
      screenReaderMode: true,
      scrollback: SCROLLBACK_LINES,
      theme: terminalTheme(body),
    })
    const fit = new FitAddon()
    this.#terminal.loadAddon(fit)
    this.#terminal.loadAddon(new WebLinksAddon())
    this.#terminal.open(sheet)
    const parts = { place: this.#place, sheet, recorded: this.#recorded }
    this.#layout = new TerminalLayout(this.#terminal, fit, parts)
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
    this.#layout.update()
    new ResizeObserver(() => this.#layout.update()).observe(body)
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  get shown(): boolean {
    return this.#recorded.hidden === true
  }

  /** Takes the place of the recorded text. */
  show(): void {
    this.#layout.replaceRecorded()
  }

  /** Run begins: what is written next belongs to it. */
  markRun(): void {
    this.#layout.markRun()
  }

  /** Shows the beginning of a long output. */
  showRunStart(): void {
    this.#layout.showRunStart()
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
