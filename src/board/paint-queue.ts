/** Readers in view that are painted in one frame, which has more to do than this. */
const IN_VIEW_A_FRAME = 8

/** Readers out of view that are painted at a time, and how often; milliseconds. */
const OTHERS_A_TURN = 20
const TURN_MILLISECONDS = 200

/**
 * Paints readers a few at a time, so that no frame waits for what all of them have changed: those in view
 * from frame to frame, and the others in the pauses between, as nobody sees them at this moment.
 */
export class PaintQueue {
  readonly #paint: (seat: number) => void
  readonly #isInView: (seat: number) => boolean
  readonly #waiting = new Set<number>()
  #frame: number | undefined
  #turn: ReturnType<typeof setTimeout> | undefined

  constructor(paint: (seat: number) => void, isInView: (seat: number) => boolean) {
    this.#paint = paint
    this.#isInView = isInView
  }

  /** Whoever waits already keeps the place. */
  add(seats: Iterable<number>): void {
    for (const seat of seats) this.#waiting.add(seat)
    this.schedule()
  }

  /** To be called, too, when others are in view. */
  schedule(): void {
    const waiting = [...this.#waiting]
    if (waiting.some((seat) => this.#isInView(seat))) {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = undefined
        this.#paintSome(true, IN_VIEW_A_FRAME)
      })
    }
    if (waiting.some((seat) => !this.#isInView(seat))) {
      this.#turn ??= setTimeout(() => {
        this.#turn = undefined
        this.#paintSome(false, OTHERS_A_TURN)
      }, TURN_MILLISECONDS)
    }
  }

  #paintSome(isInView: boolean, most: number): void {
    const some = [...this.#waiting].filter((seat) => this.#isInView(seat) === isInView)
    for (const seat of some.slice(0, most)) {
      this.#waiting.delete(seat)
      this.#paint(seat)
    }
    this.schedule()
  }
}
