import { MAXIMUM_INPUT_BYTES, MAXIMUM_PASTE_BYTES } from './limits.ts'
import { SendWindow } from './send-window.ts'

/** A piece of input. Offsets count the bytes of one writer from its first. */
export interface InputPiece {
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * What was typed into a terminal and its shell is not known to have. It is kept until the shell has
 * taken it, and sent as often as it takes: the shell leaves out what it has already.
 */
export class Outbox {
  #kept: Uint8Array = new Uint8Array(0)
  /** Offset of the first byte that is kept: the shell has every byte before it. */
  #start = 0
  /** Offset of the byte that is sent next. */
  #next = 0
  /** No byte from this offset on was ever sent. */
  #unsent = 0
  /** Bytes before this offset are not wanted any more, where the shell does not have them. */
  #discardedTo = 0
  #window = new SendWindow()

  /** Bytes that the shell is not known to have. */
  get bytes(): number {
    return this.#kept.length
  }

  /** Characters that the shell is not known to have. */
  get characters(): number {
    // In UTF-8 every character has one byte that does not continue another one.
    return this.#kept.reduce((count, byte) => count + Number((byte & 0xc0) !== 0x80), 0)
  }

  /** All of it was sent on this connection. */
  get isSent(): boolean {
    return this.#next === this.#end
  }

  /** @returns false where it would be more than is kept, and then nothing of it is. */
  add(text: string): boolean {
    const bytes = new TextEncoder().encode(text)
    if (this.#kept.length + bytes.length > MAXIMUM_PASTE_BYTES) return false
    this.#keep([this.#kept, bytes])
    return true
  }

  /** @returns the next piece to send, undefined where there is none or the window is full. */
  next(now: number): InputPiece | undefined {
    const room = this.#window.bytes - (this.#next - this.#start)
    const length = Math.min(
      room,
      this.#window.frameBytes,
      MAXIMUM_INPUT_BYTES,
      this.#end - this.#next,
    )
    if (length <= 0) return undefined
    const offset = this.#next
    const begin = offset - this.#start
    this.#next += length
    this.#unsent = Math.max(this.#unsent, this.#next)
    this.#window.sent(this.#next, now)
    return { offset, bytes: this.#kept.subarray(begin, begin + length) }
  }

  /** The shell has every byte before `offset`. */
  taken(offset: number, now: number): void {
    this.#window.acknowledged(offset, now)
    const bytes = Math.min(offset, this.#unsent) - this.#start
    if (bytes <= 0) return
    this.#kept = this.#kept.subarray(bytes)
    this.#start += bytes
    this.#next = Math.max(this.#next, this.#start)
  }

  /** What was sent and is not known to be taken is sent again. */
  again(): void {
    this.#next = this.#start
  }

  /** There is a new connection: what the shell does not have is sent again, or forgotten. */
  resume(taken: number, now: number): void {
    this.#window = new SendWindow()
    this.taken(taken, now)
    const discarded = Math.max(this.#discardedTo - this.#start, 0)
    // What follows was never sent, so that it may take the place of what is forgotten.
    this.#kept = this.#kept.subarray(discarded)
    if (discarded > 0) this.#unsent = this.#start
    this.#discardedTo = 0
    this.again()
  }

  /**
   * Forgets what was not sent.
   * @param isConnected false: what was sent is forgotten, too, where the shell turns out not to have it.
   */
  discard(isConnected: boolean): void {
    this.#kept = this.#kept.subarray(0, this.#unsent - this.#start)
    this.#next = Math.min(this.#next, this.#end)
    if (!isConnected) this.#discardedTo = this.#unsent
  }

  get #end(): number {
    return this.#start + this.#kept.length
  }

  #keep(pieces: readonly Uint8Array[]): void {
    const kept = new Uint8Array(pieces.reduce((length, { length: more }) => length + more, 0))
    let position = 0
    for (const piece of pieces) {
      kept.set(piece, position)
      position += piece.length
    }
    this.#kept = kept
  }
}
