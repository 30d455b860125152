import { SCROLLBACK_BYTES } from '../../../protocol/limits.ts'
import { type Clock, systemClock } from '../../common/clock.ts'
import type { CellSize } from '../terminal-size.ts'
import { BoundedSequences } from './bounded-sequences.ts'
import { HeadlessScreen, type ScreenSource } from './headless-screen.ts'
import { FRAME_BYTES, type Terminal } from './terminal.ts'

/** One that is further behind gets the screen as it is, in place of what it lacks; bytes. */
const FURTHEST_BEHIND_BYTES = 128 * 1024

/** When a line that was full is tried again, in milliseconds: nobody tells when it has room. */
const RETRY_MILLISECONDS = 100

/** Least time between two screens of one spectator, in milliseconds: each costs about 40 to make. */
const SCREEN_MILLISECONDS = 1000

/** All of it: what a full-screen program drew first may be long ago. */
const WHOLE = { longest: SCROLLBACK_BYTES, tail: SCROLLBACK_BYTES }

/** A terminal's screen as it was at one moment. */
export interface Screen extends CellSize {
  /** Of the first byte of output that is not in it. */
  readonly offset: number
  /** Text with escape sequences, which draws it in an empty terminal of that size. */
  readonly text: string
}

/** Where a spectator shows what it sees. */
export interface SpectatorView {
  /** Bytes that it wants free before those of the output. */
  readonly headroom: number
  /** What was shown before is void. @returns false where the line is full, and nothing was sent. */
  screen(screen: Screen): boolean
  /**
   * @param offset follows that of the screen and the bytes that were shown since.
   * @param frame `headroom` free bytes, and the output; what repeats is bounded.
   * @returns false where the line is full, and nothing was sent.
   */
  output(offset: number, frame: Buffer): boolean
  size(size: CellSize): void
  /** The shell has ended, or its sandbox is gone. */
  ended(): void
}

/** @returns the screen of a terminal as it is now. */
export async function currentScreen(terminal: ScreenSource): Promise<Screen> {
  using screen = new HeadlessScreen(terminal, WHOLE)
  await screen.update()
  return { ...screen.size, offset: screen.offset, text: screen.text() }
}

/**
 * Shows a terminal to somebody who looks: the screen as it is, and what follows. It is no watcher: the
 * size, the pace and the life of the terminal and of its sandbox are as without it. Where its line is
 * full it waits, and then goes on, or shows the screen as it is by then.
 */
export class Spectator implements Disposable {
  readonly #terminal: Terminal
  readonly #view: SpectatorView
  readonly #clock: Clock
  readonly #stop: () => void
  /** Of the next byte to show; undefined: the screen has to be shown first. */
  #offset: number | undefined
  /** What a reader prints to cost a browser much costs that of somebody who looks little. */
  readonly #sequences = new BoundedSequences()
  /** Offset of the next byte as the view counts them: what is bounded is shorter, and a cut sequence comes late. */
  #shownTo = 0
  /** The frame that was not sent, and the offset of what comes after it. */
  #unsent: { readonly frame: Buffer; readonly end: number } | undefined
  #cancelRetry: (() => void) | undefined
  #shownAt = -Infinity
  #isOver = false

  constructor(terminal: Terminal, view: SpectatorView, clock: Clock = systemClock) {
    this.#terminal = terminal
    this.#view = view
    this.#clock = clock
    this.#stop = terminal.spectate({
      printed: () => {
        if (this.#offset !== undefined && this.#cancelRetry === undefined) this.#send()
      },
      // A screen that is yet to be shown has its size with it.
      resized: () => this.#offset !== undefined && this.#tellSize(),
      ended: () => this.#end(),
    })
    void this.#show()
  }

  /** Not one byte more is shown. */
  [Symbol.dispose](): void {
    this.#isOver = true
    this.#stop()
    this.#cancelRetry?.()
  }

  async #show(): Promise<void> {
    this.#offset = undefined
    this.#unsent = undefined
    this.#sequences.reset()
    const wait = this.#shownAt + SCREEN_MILLISECONDS - this.#clock.now()
    if (wait > 0) return this.#retry(wait)
    this.#shownAt = this.#clock.now()
    const screen = await currentScreen(this.#terminal)
    if (this.#isOver) return
    if (!this.#view.screen(screen)) return this.#retry(SCREEN_MILLISECONDS)
    this.#offset = this.#shownTo = screen.offset
    const { columns, rows } = this.#terminal.size ?? screen
    if (columns !== screen.columns || rows !== screen.rows) this.#tellSize()
    this.#send()
  }

  #send(): void {
    const { kept } = this.#terminal
    let offset = this.#offset ?? kept.end
    if (offset < kept.start || kept.end - offset > FURTHEST_BEHIND_BYTES) {
      void this.#show()
      return
    }
    for (; offset < kept.end; this.#offset = offset) {
      const { frame, end } = this.#unsent ?? this.#frameFrom(offset, kept.end)
      this.#unsent = { frame, end }
      if (!this.#view.output(this.#shownTo, frame)) {
        this.#retry(RETRY_MILLISECONDS)
        return
      }
      this.#unsent = undefined
      this.#shownTo += frame.length - this.#view.headroom
      offset = end
    }
  }

  #frameFrom(offset: number, printed: number): { frame: Buffer; end: number } {
    const output = Buffer.allocUnsafe(Math.min(FRAME_BYTES, printed - offset))
    this.#terminal.copy(offset, output)
    const bounded = this.#sequences.push(output)
    const frame = Buffer.allocUnsafe(this.#view.headroom + bounded.length)
    bounded.copy(frame, this.#view.headroom)
    return { frame, end: offset + output.length }
  }

  #retry(milliseconds: number): void {
    this.#cancelRetry ??= this.#clock.after(milliseconds, () => {
      this.#cancelRetry = undefined
      if (this.#offset === undefined) void this.#show()
      else this.#send()
    })
  }

  #tellSize(): void {
    if (this.#terminal.size) this.#view.size(this.#terminal.size)
  }

  #end(): void {
    if (this.#isOver) return
    if (this.#offset !== undefined && this.#cancelRetry === undefined) this.#send()
    this[Symbol.dispose]()
    this.#view.ended()
  }
}
