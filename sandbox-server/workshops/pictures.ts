import { THUMBNAIL_COLUMNS, THUMBNAIL_ROWS } from '../../protocol/limits.ts'
import type { Clock } from '../common/clock.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import { HeadlessScreen, type ScreenSource } from '../sessions/terminals/headless-screen.ts'

/** Of what came between two pictures, most is left out where it is longer: nobody reads that fast. */
const BOUNDS = { longest: 32 * 1024, tail: 8 * 1024 }

/**
 * What all pictures of this server may cost, in bytes of output that are parsed: 11 MB take a processor
 * for a second, so that this is 5 % of one. The burst is one slot's, about 6 ms.
 */
const PARSING = { perSecond: 512 * 1024, burst: 64 * 1024 }

/**
 * Where a picture was slow to make, all of them wait for so many times as long: together they take a
 * tenth of the time, however many readers print what costs much.
 */
const REST = 9

/** What a screen costs beside its bytes, when it is made and when its rows are read; in bytes. */
const NEW_COST = 8 * 1024
const ROWS_COST = 256

/** Of all screens at once: 12 bytes of memory each, twice that while a full-screen program runs. */
const MOST_CELLS = 4_000_000

/** Text pictures of terminals, for any number of boards: each is made once. */
export class Pictures {
  readonly #clock: Clock
  readonly #parsing: TokenBucket
  /** By the clock's `now`. */
  #restsUntil = 0
  readonly #pictures = new Map<ScreenSource, Picture>()
  #cells = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#parsing = new TokenBucket(PARSING, clock)
  }

  /** Pictures that somebody uses. */
  get count(): number {
    return this.#pictures.size
  }

  /** @returns the picture of a terminal, for as long as it is not released. */
  use(terminal: ScreenSource): Picture {
    const known = this.#pictures.get(terminal)
    const picture = known ?? new Picture(terminal, this)
    this.#pictures.set(terminal, picture)
    picture.users += 1
    return picture
  }

  /** The last one who releases a picture takes it away: nothing more of its terminal is read. */
  release(picture: Picture): void {
    picture.users -= 1
    if (picture.users > 0) return
    this.#pictures.delete(picture.terminal)
    this.#cells -= picture.cells
    picture[Symbol.dispose]()
  }

  /** @returns whether a picture may cost that much now, and have so many more cells. */
  mayCost(cost: number, cells: number): boolean {
    if (this.#clock.now() < this.#restsUntil || this.#cells + cells > MOST_CELLS) return false
    if (!this.#parsing.take(cost)) return false
    this.#cells += cells
    return true
  }

  /** A picture was slow to make, for so long in all. */
  wasSlow(milliseconds: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, this.#clock.now()) + REST * milliseconds
  }
}

/** The rows of one terminal, as they were when it was last looked at. */
export class Picture implements Disposable {
  readonly terminal: ScreenSource
  users = 0
  /** Of its screen. */
  cells = 0
  rows: readonly string[] = []
  readonly #all: Pictures
  #screen: HeadlessScreen | undefined
  #reading: Promise<void> | undefined
  #isOver = false

  /** @param all whose budget it costs. */
  constructor(terminal: ScreenSource, all: Pictures) {
    this.terminal = terminal
    this.#all = all
  }

  /** Whether the terminal has printed since, or has another size; or it is just looked at. */
  get isStale(): boolean {
    return this.#reading !== undefined || (this.#screen?.isBehind ?? true)
  }

  /**
   * Looks at the terminal again.
   * @returns undefined where all pictures have cost too much by now: it is tried again later.
   */
  refresh(): Promise<void> | undefined {
    if (this.#reading) return this.#reading
    const { columns, rows } = this.terminal.size ?? { columns: 80, rows: 24 }
    const more = columns * rows - this.cells
    const due = this.#screen?.due ?? NEW_COST + BOUNDS.tail
    if (!this.#all.mayCost(due + ROWS_COST, more)) return undefined
    this.cells += more
    this.#screen ??= new HeadlessScreen(this.terminal, BOUNDS)
    this.#reading = this.#read(this.#screen).finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(screen: HeadlessScreen): Promise<void> {
    const slow = screen.slowMilliseconds
    await screen.update()
    if (screen.slowMilliseconds > slow) this.#all.wasSlow(screen.slowMilliseconds - slow)
    if (!this.#isOver) this.rows = screen.lastRows(THUMBNAIL_ROWS, THUMBNAIL_COLUMNS)
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#screen?.[Symbol.dispose]()
  }
}
