import { Duplex } from 'node:stream'
import type { Pace } from '../../common/pace.ts'
import { PIECE_BYTES } from './read-paced.ts'

/**
 * A stream that is read at a pace, whoever reads it: a reader of its own, such as Node's HTTP client,
 * pauses and resumes what it reads as it likes, and would end any pause of ours.
 */
export class PacedStream extends Duplex {
  readonly #stream: Duplex
  /** When the next piece may be read, in milliseconds. */
  #readyAt = 0

  constructor(stream: Duplex, pace: Pace) {
    super()
    this.#stream = stream
    stream.on('data', (piece: Buffer) => {
      const now = performance.now()
      this.#readyAt = now + pace.count(piece.length + PIECE_BYTES, now)
      stream.pause()
      this.push(piece)
    })
    stream.once('end', () => this.push(null))
    stream.once('error', (error) => this.destroy(error))
    stream.once('close', () => this.destroy())
  }

  override _read(): void {
    const wait = this.#readyAt - performance.now()
    if (wait > 0) setTimeout(() => this.#stream.resume(), wait).unref()
    else this.#stream.resume()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    this.#stream.write(chunk, encoding, () => done())
  }

  override _final(done: () => void): void {
    this.#stream.end(() => done())
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }
}
