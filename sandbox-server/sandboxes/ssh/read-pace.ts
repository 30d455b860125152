import type { Readable } from 'node:stream'

/** What silent commands may print: so much at once, and from then on so much a second; bytes. */
const BURST_BYTES = 4 * 1024 * 1024
const BYTES_PER_SECOND = 256 * 1024

/** What a piece costs beside its bytes: one byte has to be decrypted and handed on, too. */
const PIECE_BYTES = 1024

/**
 * What is read of a sandbox's silent commands, all together. A reader decides what they print (by
 * `~/.bashrc`), and nobody sees it: without a pace that would be the whole time of the server's one
 * thread.
 */
export class ReadPace {
  #left = BURST_BYTES
  #countedAt = -Infinity

  /**
   * Counts a piece that was read.
   * @param now milliseconds, of a clock that only goes forward.
   * @returns milliseconds until the next one may be read.
   */
  count(bytes: number, now: number): number {
    const gained = ((now - this.#countedAt) / 1000) * BYTES_PER_SECOND
    this.#countedAt = now
    this.#left = Math.min(BURST_BYTES, this.#left + gained) - bytes - PIECE_BYTES
    return this.#left >= 0 ? 0 : (-this.#left / BYTES_PER_SECOND) * 1000
  }
}

/** Reads a stream piece by piece at a pace; between two pieces whoever writes has to wait. */
export function readPaced(stream: Readable, pace: ReadPace, read: (piece: Buffer) => void): void {
  stream.on('data', (piece: Buffer) => {
    read(piece)
    pauseFor(stream, pace.count(piece.length, performance.now()))
  })
}

/** @param milliseconds 0: not at all. */
export function pauseFor(stream: Readable, milliseconds: number): void {
  if (milliseconds <= 0) return
  stream.pause()
  setTimeout(() => stream.resume(), milliseconds).unref()
}
