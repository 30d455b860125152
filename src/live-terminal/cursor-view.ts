import type { Terminal } from '@xterm/xterm'

/** How long after a key its echo is followed, in milliseconds. */
const FOLLOWED_MILLISECONDS = 1000

/** The private mode of a cursor that is shown (DECTCEM). */
const CURSOR_MODE = 25

/**
 * Scrolls a wide terminal sideways to where the reader types. A program that paints its screen moves
 * the cursor all over it, and leaves it anywhere: that is not followed.
 */
export class CursorView {
  readonly #terminal: Terminal
  readonly #place: HTMLElement
  #isHidden = false
  #followsUntil = 0

  /** @param place what scrolls sideways. */
  constructor(terminal: Terminal, place: HTMLElement) {
    this.#terminal = terminal
    this.#place = place
    const { parser } = terminal
    const noteMode = (isHidden: boolean) => (parameters: (number | number[])[]) => {
      if (parameters.includes(CURSOR_MODE)) this.#isHidden = isHidden
      return false
    }
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, noteMode(false))
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, noteMode(true))
    const reset = () => {
      this.#isHidden = false
      return false
    }
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, reset)
    parser.registerEscHandler({ final: 'c' }, reset)
    // To measure costs a layout: in a frame there is one anyway.
    terminal.onRender(() => this.#follow())
  }

  /** Call it with what the reader types. */
  typed(data: string): void {
    const isLineOver = data.endsWith('\r')
    this.#followsUntil = isLineOver ? 0 : performance.now() + FOLLOWED_MILLISECONDS
    // What answers begins at the left.
    if (isLineOver) this.#place.scrollLeft = 0
  }

  #follow(): void {
    if (this.#isHidden || performance.now() > this.#followsUntil) return
    const { cols, buffer } = this.#terminal
    const { scrollWidth, clientWidth, scrollLeft } = this.#place
    const cursor = (buffer.active.cursorX / cols) * scrollWidth
    const isSeen = cursor >= scrollLeft && cursor < scrollLeft + clientWidth * 0.95
    if (!isSeen) this.#place.scrollLeft = Math.max(0, cursor - clientWidth / 2)
  }
}
