import type { Terminal } from '@xterm/xterm'

/** How far a finger goes, in CSS pixels, before its direction is known. */
const SLOP_PIXELS = 8

/** How much of its speed a flung screen keeps from one frame to the next. */
const KEPT_SPEED = 0.95
/** In CSS pixels a frame: slower, it stops. */
const LEAST_SPEED = 0.5

/**
 * Scrolls a terminal by finger: its history, or what runs in it, where that has the whole screen. A
 * swipe that finds no more to scroll at its beginning is the page's.
 * @param place the element that the finger moves on.
 */
export function scrollByTouch(place: HTMLElement, terminal: Terminal): void {
  let swipe: Swipe | undefined
  place.addEventListener(
    'touchstart',
    (event) => {
      swipe?.stop()
      const [touch] = event.touches
      swipe = event.touches.length === 1 && touch ? new Swipe(terminal, touch) : undefined
    },
    { passive: true },
  )
  place.addEventListener(
    'touchmove',
    (event) => {
      const [touch] = event.touches
      if (touch && swipe?.move(touch) && event.cancelable) event.preventDefault()
    },
    { passive: false },
  )
  place.addEventListener('touchend', () => swipe?.fling())
  place.addEventListener('touchcancel', () => swipe?.stop())
}

class Swipe {
  readonly #terminal: Terminal
  readonly #start: Touch
  #last: Touch
  #owner: 'unknown' | 'terminal' | 'page' = 'unknown'
  /** Moved, and not yet scrolled: less than a row, in CSS pixels. Up the screen is positive. */
  #rest = 0
  /** Of the last move, in CSS pixels. */
  #speed = 0
  #frame = 0

  constructor(terminal: Terminal, touch: Touch) {
    this.#terminal = terminal
    this.#start = touch
    this.#last = touch
  }

  /** @returns whether the terminal scrolls, rather than the page. */
  move(touch: Touch): boolean {
    if (this.#owner === 'unknown') this.#owner = this.#decide(touch)
    if (this.#owner !== 'terminal') return false
    this.#speed = this.#last.clientY - touch.clientY
    this.#last = touch
    this.#scroll(this.#speed)
    return true
  }

  fling(): void {
    if (this.#owner !== 'terminal' || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const go = () => {
      this.#speed *= KEPT_SPEED
      if (Math.abs(this.#speed) < LEAST_SPEED || !this.#hasMore(this.#speed)) return
      this.#scroll(this.#speed)
      this.#frame = requestAnimationFrame(go)
    }
    this.#frame = requestAnimationFrame(go)
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
  }

  #decide(touch: Touch): 'unknown' | 'terminal' | 'page' {
    const across = touch.clientX - this.#start.clientX
    const up = this.#start.clientY - touch.clientY
    if (Math.hypot(across, up) < SLOP_PIXELS) return 'unknown'
    return Math.abs(up) > Math.abs(across) && this.#hasMore(up) ? 'terminal' : 'page'
  }

  #hasMore(up: number): boolean {
    if (this.#isProgramScrolling) return true
    const { viewportY, baseY } = this.#terminal.buffer.active
    return up > 0 ? viewportY < baseY : viewportY > 0
  }

  /** A program that has the whole screen, or asks for the mouse, scrolls itself. */
  get #isProgramScrolling(): boolean {
    const { buffer, modes } = this.#terminal
    return buffer.active.type === 'alternate' || !['none', 'x10'].includes(modes.mouseTrackingMode)
  }

  #scroll(up: number): void {
    const rowHeight = this.#screen.clientHeight / this.#terminal.rows
    this.#rest += up
    const rows = Math.trunc(this.#rest / rowHeight)
    if (rows === 0) return
    this.#rest -= rows * rowHeight
    if (this.#isProgramScrolling) this.#turnWheel(rows)
    else this.#terminal.scrollLines(rows)
  }

  /** xterm makes of it what the program takes: reports of the mouse, or arrow keys. */
  #turnWheel(rows: number): void {
    const { clientX, clientY } = this.#last
    const deltaMode = WheelEvent.DOM_DELTA_LINE
    const step = {
      deltaY: Math.sign(rows),
      deltaMode,
      clientX,
      clientY,
      bubbles: true,
      cancelable: true,
    }
    for (let row = 0; row < Math.abs(rows); row++) {
      this.#screen.dispatchEvent(new WheelEvent('wheel', step))
    }
  }

  get #screen(): HTMLElement {
    return this.#terminal.element?.querySelector('.xterm-screen') as HTMLElement
  }
}
