import { FIRST_WINDOW_BYTES, WINDOW_BYTES } from './limits.ts'

/** An acknowledgement that comes within this time doubles the window; milliseconds. */
const QUICK_MILLISECONDS = 500

/** One that takes longer than this halves it; milliseconds. */
const SLOW_MILLISECONDS = 2000

/** Frames in a window, at least: the other side hears something while the rest is on its way. */
const FRAMES = 8

/**
 * How far one side of a channel may send ahead of what the other side has acknowledged. It begins small
 * and grows with a connection that is quick, so that a slow one never has more under way than it
 * carries in some seconds: what is typed then, such as Ctrl+C, does not wait for minutes.
 */
export class SendWindow {
  #bytes = FIRST_WINDOW_BYTES
  /** What was sent, and when, of which the acknowledgement is timed. */
  #mark: { readonly offset: number; readonly at: number } | undefined

  /** Bytes that may be sent and not acknowledged. */
  get bytes(): number {
    return this.#bytes
  }

  /** Bytes of the largest frame. */
  get frameBytes(): number {
    return this.#bytes / FRAMES
  }

  /** Bytes before `offset` were sent. @param now milliseconds, of a clock that only goes forward. */
  sent(offset: number, now: number): void {
    this.#mark ??= { offset, at: now }
  }

  /** Bytes before `offset` were acknowledged. @param now as of `sent`. */
  acknowledged(offset: number, now: number): void {
    if (this.#mark === undefined || offset < this.#mark.offset) return
    const milliseconds = now - this.#mark.at
    this.#mark = undefined
    if (milliseconds <= QUICK_MILLISECONDS) this.#bytes = Math.min(this.#bytes * 2, WINDOW_BYTES)
    else if (milliseconds > SLOW_MILLISECONDS) {
      this.#bytes = Math.max(this.#bytes / 2, FIRST_WINDOW_BYTES)
    }
  }
}
