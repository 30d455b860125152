import type { Transport } from './transport.ts'

/**
 * Unsent bytes of one connection from which on output waits where it is kept in any case. What the
 * network takes at once never counts here. Small frames cost many times their bytes, hence so few.
 */
export const MAXIMUM_UNSENT_OUTPUT_BYTES = 64 * 1024

/** Who sends output, and can wait with it. */
interface Source {
  resume(): void
}

/** Lets the output of all channels of one connection through, as fast as its client reads. */
export class OutputGate {
  readonly #transport: Pick<Transport, 'send' | 'bufferedAmount'>
  /** Who waits for room, in the order in which they get it. */
  readonly #held = new Set<Source>()

  constructor(transport: Pick<Transport, 'send' | 'bufferedAmount'>) {
    this.#transport = transport
  }

  /** Sends a frame. @returns whether there is room for more; else `source` is resumed when there is. */
  send(source: Source, frame: Uint8Array): boolean {
    this.#transport.send(frame, () => this.#resume())
    if (this.#isFull) this.#held.add(source)
    return !this.#isFull
  }

  /** The connection is gone: nobody waits for it. */
  close(): void {
    this.#held.clear()
  }

  get #isFull(): boolean {
    return this.#transport.bufferedAmount > MAXIMUM_UNSENT_OUTPUT_BYTES
  }

  #resume(): void {
    for (const source of this.#held) {
      if (this.#isFull) return
      this.#held.delete(source)
      source.resume()
    }
  }
}
