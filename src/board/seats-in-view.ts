/** Time over which changes of the view are told at once, in milliseconds. */
const SETTLED_MILLISECONDS = 150

/** Room around the window that counts as in view: what is scrolled to has its picture already. */
const MARGIN = '200px'

/** Knows whose tiles are in view, and tells it when that has settled. */
export class SeatsInView {
  readonly #tell: (seats: readonly number[]) => void
  readonly #seats = new Set<number>()
  readonly #observer: IntersectionObserver
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(tell: (seats: readonly number[]) => void) {
    this.#tell = tell
    this.#observer = new IntersectionObserver((entries) => this.#see(entries), {
      rootMargin: MARGIN,
    })
  }

  has(seat: number): boolean {
    return this.#seats.has(seat)
  }

  add(seat: number, element: HTMLElement): void {
    element.dataset['seat'] = String(seat)
    this.#observer.observe(element)
  }

  remove(seat: number, element: HTMLElement): void {
    this.#observer.unobserve(element)
    if (this.#seats.delete(seat)) this.#tellSoon()
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const seat = Number((target as HTMLElement).dataset['seat'])
      if (isIntersecting) this.#seats.add(seat)
      else this.#seats.delete(seat)
    }
    this.#tellSoon()
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#tell([...this.#seats])
    }, SETTLED_MILLISECONDS)
  }
}
