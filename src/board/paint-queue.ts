/** Painted in one frame, which has more to do than this. */
const SEATS_A_FRAME = 12

/** Paints readers a few in each frame, so that none waits for what all of them have changed. */
export class PaintQueue {
  readonly #paint: (seat: number) => void
  readonly #isFirst: (seat: number) => boolean
  readonly #waiting = new Set<number>()
  #frame: number | undefined

  /** @param isFirst whether that reader comes before the others, as one who is in view does. */
  constructor(paint: (seat: number) => void, isFirst: (seat: number) => boolean) {
    this.#paint = paint
    this.#isFirst = isFirst
  }

  /** Whoever waits already keeps the place. */
  add(seats: Iterable<number>): void {
    for (const seat of seats) this.#waiting.add(seat)
    if (this.#waiting.size > 0) this.#frame ??= requestAnimationFrame(() => this.#next())
  }

  #next(): void {
    this.#frame = undefined
    const first: number[] = []
    const others: number[] = []
    for (const seat of this.#waiting) (this.#isFirst(seat) ? first : others).push(seat)
    for (const seat of [...first, ...others].slice(0, SEATS_A_FRAME)) {
      this.#waiting.delete(seat)
      this.#paint(seat)
    }
    this.add([])
  }
}
