import { phrase } from '../../words/phrase.ts'
import { type DockSide, PERCENT } from './dock-place.ts'

/** What an arrow key moves the edge by, in percent of the window. */
const KEY_STEP = 4

export interface ResizerEvents {
  /** The reader moves the edge: the dock takes that part of the window, in percent. */
  readonly onResize: (percent: number) => void
}

/** The edge between page and dock, which a pointer or the arrow keys move. */
export class DockResizer {
  readonly element = document.createElement('div')
  #side: DockSide = 'bottom'
  #percent = 0

  constructor({ onResize }: ResizerEvents) {
    this.element.className = 'dock-resizer'
    this.element.role = 'separator'
    this.element.tabIndex = 0
    this.element.addEventListener('pointerdown', (event) => {
      event.preventDefault()
      this.element.setPointerCapture(event.pointerId)
    })
    this.element.addEventListener('pointermove', (event) => {
      if (!this.element.hasPointerCapture(event.pointerId)) return
      const left =
        this.#side === 'bottom'
          ? 1 - event.clientY / window.innerHeight
          : 1 - event.clientX / window.innerWidth
      onResize(left * 100)
    })
    this.element.addEventListener('keydown', (event) => {
      const percent = this.#percentAfter(event.key)
      if (percent === undefined) return
      event.preventDefault()
      onResize(percent)
    })
  }

  show(side: DockSide, percent: number): void {
    this.#side = side
    this.#percent = percent
    const { least, most } = PERCENT[side]
    this.element.ariaLabel = side === 'bottom' ? phrase('dock.height') : phrase('dock.width')
    this.element.ariaOrientation = side === 'bottom' ? 'horizontal' : 'vertical'
    this.element.ariaValueMin = String(least)
    this.element.ariaValueMax = String(most)
    this.element.ariaValueNow = String(percent)
    this.element.ariaValueText = `${percent} %`
  }

  /** @returns undefined for a key that moves nothing. */
  #percentAfter(key: string): number | undefined {
    const [more, less] =
      this.#side === 'bottom' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight']
    const { least, most } = PERCENT[this.#side]
    switch (key) {
      case more:
        return this.#percent + KEY_STEP
      case less:
        return this.#percent - KEY_STEP
      case 'Home':
        return least
      case 'End':
        return most
      default:
        return undefined
    }
  }
}
