import type { FitAddon } from '@xterm/addon-fit'
import type { IMarker, Terminal } from '@xterm/xterm'
import { MAXIMUM_COLUMNS, MAXIMUM_ROWS } from '../../protocol/limits.ts'

/** Rows of a terminal in the text, unless its recorded output has more. */
const FEWEST_ROWS = 6
const MOST_ROWS = 30

/** Part of the window's height that such a terminal takes at most. */
const MOST_OF_WINDOW = 0.6

export interface LayoutParts {
  /** Scrolls sideways where the page is narrower than the terminal. */
  readonly place: HTMLElement
  /** Holds the terminal, and cuts off the rows that nothing was written to yet. */
  readonly sheet: HTMLElement
  /** The text that the terminal replaces, where there is one. */
  readonly recorded: HTMLElement | undefined
}

/**
 * The size of a terminal in a page. Its shell has all of its rows from the start, so that no program
 * sees a change of size while it prints. The page shows the rows that were written to: at least as
 * many pixels as the recorded text had, so that Run moves nothing, and never fewer than before.
 */
export class TerminalLayout {
  readonly #terminal: Terminal
  readonly #fit: FitAddon
  readonly #parts: LayoutParts
  readonly #onResize: (columns: number, rows: number) => void
  /** For what there is room, in character cells. */
  #size: { columns: number; rows: number }
  /** The size that another page has given the terminal; undefined where this page decides it. */
  #shared: { columns: number; rows: number } | undefined
  /** Height of the sheet in the place of the recorded text, in pixels. */
  #lowest = 0
  /** Rows that were written to, at their highest number so far. */
  #usedRows = 0
  #runStart: IMarker | undefined
  #isShown = false

  /** @param onResize told when there is room for another size, in character cells. */
  constructor(
    terminal: Terminal,
    fit: FitAddon,
    parts: LayoutParts,
    onResize: (columns: number, rows: number) => void,
  ) {
    this.#terminal = terminal
    this.#fit = fit
    this.#parts = parts
    this.#onResize = onResize
    this.#size = { columns: terminal.cols, rows: terminal.rows }
    // Once a frame, when there is a layout anyway.
    terminal.onRender(() => {
      this.#grow()
      this.#tellMoreBelow()
    })
  }

  /** For what there is room, in character cells. */
  get size(): { columns: number; rows: number } {
    return this.#size
  }

  /** Another page decides the terminal's size. */
  get isShared(): boolean {
    return this.#shared !== undefined
  }

  /** @param size that another page has given the terminal; undefined: this page decides. */
  share(size: { columns: number; rows: number } | undefined): void {
    this.#shared = size
    this.#apply()
  }

  get isShown(): boolean {
    return this.#isShown
  }

  /** The terminal takes the place of the recorded text, and its height. */
  show(): void {
    if (this.#isShown) return
    this.#isShown = true
    const { place, sheet, recorded } = this.#parts
    if (recorded) {
      const frame = place.offsetHeight - sheet.offsetHeight
      this.#lowest = recorded.offsetHeight - frame
      recorded.hidden = true
    }
    this.update()
  }

  /** Adapts the columns and rows to the room that there is now. */
  update(): void {
    this.#updateFont()
    // Measured with the height that it had in the text, it would stay as low as that.
    if (this.#fillsPlace) this.#parts.sheet.style.removeProperty('height')
    const fits = this.#fit.proposeDimensions()
    // A body that is not laid out has no size; the observer comes back when it has.
    if (!fits || !Number.isFinite(fits.cols) || fits.cols < 2) return
    const rows = this.#fillsPlace ? fits.rows : this.#rowsInText()
    const { columns: before, rows: rowsBefore } = this.#size
    this.#size = {
      columns: Math.min(fits.cols, MAXIMUM_COLUMNS),
      rows: Math.min(Math.max(rows, 1), MAXIMUM_ROWS),
    }
    this.#apply()
    const { columns } = this.#size
    if (columns !== before || this.#size.rows !== rowsBefore) {
      this.#onResize(columns, this.#size.rows)
    }
  }

  #apply(): void {
    const { columns, rows } = this.#shared ?? this.#size
    this.#terminal.resize(columns, rows)
    this.#grow()
  }

  /** Run begins at the line where the cursor is once all that came before is written. */
  markRun(): void {
    this.#terminal.write('', () => {
      this.#runStart?.dispose()
      this.#runStart = this.#terminal.registerMarker(0)
    })
  }

  /**
   * Scrolls to where the Run began, if its output is longer than the terminal: the text speaks of the
   * first lines. A key scrolls down again.
   */
  showRunStart(): void {
    this.#terminal.write('', () => {
      const { type, baseY } = this.#terminal.buffer.active
      const line = this.#runStart?.line ?? -1
      if (type === 'normal' && line >= 0 && line < baseY) this.#terminal.scrollToLine(line)
    })
  }

  /** The stylesheet has a smaller font where there is less room. */
  #updateFont(): void {
    const fontSize = Number.parseFloat(getComputedStyle(this.#parts.sheet).fontSize)
    if (this.#terminal.options.fontSize === fontSize) return
    this.#terminal.options.fontSize = fontSize
  }

  /** The terminal is as high as its place, which does not depend on it. */
  get #fillsPlace(): boolean {
    return this.#parts.place.closest('[data-maximised], [data-docked]') !== null
  }

  #rowsInText(): number {
    const cell = this.#cellHeight
    if (cell === 0) return FEWEST_ROWS
    const inWindow = Math.floor((window.innerHeight * MOST_OF_WINDOW) / cell)
    const recorded = Math.floor(this.#recordedHeight / cell)
    return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, inWindow), recorded)
  }

  /** Before it is replaced the recorded text is measured with its margins: at most a row too much. */
  get #recordedHeight(): number {
    return this.#lowest || (this.#parts.recorded?.offsetHeight ?? 0)
  }

  get #cellHeight(): number {
    const screen = this.#terminal.element?.querySelector<HTMLElement>('.xterm-screen')
    return (screen?.offsetHeight ?? 0) / this.#terminal.rows
  }

  #grow(): void {
    const { sheet, recorded } = this.#parts
    if (!this.#isShown) return
    if (this.#fillsPlace) {
      sheet.style.removeProperty('height')
      return
    }
    this.#usedRows = Math.max(this.#usedRows, this.#countUsedRows())
    const fewest = recorded ? 1 : FEWEST_ROWS
    const rows = Math.min(Math.max(this.#usedRows, fewest), this.#terminal.rows)
    const height = Math.max(rows * this.#cellHeight, this.#lowest)
    sheet.style.height = `${height}px`
  }

  #tellMoreBelow(): void {
    const { viewportY, baseY } = this.#terminal.buffer.active
    this.#parts.sheet.toggleAttribute('data-more-below', viewportY < baseY)
  }

  /** @returns up to which row the screen is written to: all, once something was scrolled away. */
  #countUsedRows(): number {
    const { rows, buffer } = this.#terminal
    const { type, baseY, cursorY } = buffer.active
    if (type === 'alternate' || baseY > 0) return rows
    const least = Math.max(this.#usedRows, cursorY + 1)
    for (let row = rows; row > least; row -= 1) {
      if (buffer.active.getLine(row - 1)?.translateToString(true) !== '') return row
    }
    return least
  }
}
