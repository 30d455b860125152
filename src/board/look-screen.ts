import { Terminal } from '@xterm/xterm'
import xtermStyles from '@xterm/xterm/css/xterm.css?inline'
import type { BoardServerMessage } from '../../protocol/board-messages.ts'
import type { OutputFrame } from '../../protocol/frames.ts'
import { screenReaderMode } from '../live-terminal/screen-reader.ts'
import { answerQueriesOnlyWhile } from '../live-terminal/terminal-queries.ts'
import { onThemeChange, terminalTheme } from '../live-terminal/terminal-theme.ts'
import { adoptStyles } from '../page/adopt-styles.ts'

export type LookedScreen = Extract<BoardServerMessage, { type: 'screen' }>

/** Bounds of the letters, in pixels: smaller ones are scrolled to rather than shown. */
const SMALLEST_FONT = 8
const LARGEST_FONT = 16

/** Makes a terminal what it was at the start (ECMA-48, RIS). */
const RESET = '\x1bc'

/** A reader's terminal at the reader's size, in letters that fit. */
export class LookScreen implements Disposable {
  readonly #place: HTMLElement
  readonly #terminal: Terminal
  readonly #resizes = new ResizeObserver(() => this.#fit())
  /** Bytes of output that are shown. */
  #offset = 0
  #mayType = false

  /**
   * @param options.type is told what the host types, while that is allowed.
   * @param options.leave the host leaves the terminal by Shift+Escape.
   */
  constructor(place: HTMLElement, options: { type: (text: string) => void; leave: () => void }) {
    adoptStyles(xtermStyles)
    this.#place = place
    this.#terminal = new Terminal({
      disableStdin: true,
      cursorBlink: false,
      cursorInactiveStyle: 'block',
      fontFamily: getComputedStyle(place).fontFamily,
      lineHeight: 1.2,
      // A link of somebody else's terminal opens nothing here.
      linkHandler: { activate() {} },
      theme: terminalTheme(place),
    })
    this.#terminal.open(place)
    // The reader's page answers what programs ask: a second answer would be typed.
    answerQueriesOnlyWhile(this.#terminal, () => false)
    this.#terminal.attachCustomKeyEventHandler((event) => {
      const isLeaving = event.key === 'Escape' && event.shiftKey
      if (isLeaving && event.type === 'keydown') options.leave()
      // A key goes on to the page where it is not typed: Tab leads out.
      return this.#mayType && !isLeaving
    })
    this.#terminal.onData((text) => {
      if (this.#mayType) options.type(text)
    })
    this.#terminal.onResize(() => this.#fit())
    screenReaderMode.watch((isOn) => {
      this.#terminal.options.screenReaderMode = isOn
    })
    onThemeChange(() => {
      this.#terminal.options.theme = terminalTheme(place)
    })
    this.#resizes.observe(place)
  }

  /** Shows a screen in place of all that was shown. */
  show({ columns, rows, offset, text }: LookedScreen): void {
    this.#offset = offset
    // In the order of what was written before.
    this.#terminal.write(RESET, () => this.#terminal.resize(columns, rows))
    this.#terminal.write(text)
  }

  /** Shows what was printed; what is shown already is left out. */
  write({ offset, bytes }: OutputFrame): void {
    const known = Math.max(0, this.#offset - offset)
    if (known >= bytes.length) return
    this.#terminal.write(bytes.subarray(known))
    this.#offset = offset + bytes.length
  }

  set mayType(mayType: boolean) {
    if (mayType === this.#mayType) return
    this.#mayType = mayType
    this.#terminal.options.disableStdin = !mayType
    this.#terminal.options.cursorBlink = mayType
    if (mayType) this.#terminal.focus()
  }

  [Symbol.dispose](): void {
    this.#resizes.disconnect()
    this.#terminal.dispose()
    this.#place.replaceChildren()
  }

  /** Chooses letters with which a whole row is seen, where they can be read. */
  #fit(): void {
    const { cols, options, element } = this.#terminal
    const screen = element?.querySelector<HTMLElement>('.xterm-screen')
    const { clientWidth } = this.#place
    if (!screen?.offsetWidth || !clientWidth) return
    const size = options.fontSize ?? LARGEST_FONT
    const cell = screen.offsetWidth / cols
    const wanted = Math.floor((2 * size * clientWidth) / (cell * cols)) / 2
    const fontSize = Math.min(Math.max(wanted, SMALLEST_FONT), LARGEST_FONT)
    if (Math.abs(fontSize - size) >= 0.5) this.#terminal.options.fontSize = fontSize
  }
}
