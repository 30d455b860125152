/**
 * The last bytes of an endless output, each with its offset since the beginning. Holds at most
 * `capacity` bytes, plus the rest of the oldest chunk.
 */
export class OutputBuffer {
  readonly #capacity: number
  readonly #chunks: Buffer[] = []
  #start = 0
  #end = 0

  /** @param capacity in bytes. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Offset of the first byte that is kept. */
  get start(): number {
    return this.#start
  }

  /** Offset of the byte that comes next. */
  get end(): number {
    return this.#end
  }

  append(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#end += chunk.length
    let oldest = this.#chunks[0]
    while (oldest && this.#end - this.#start - oldest.length >= this.#capacity) {
      this.#chunks.shift()
      this.#start += oldest.length
      oldest = this.#chunks[0]
    }
  }

  /** @returns the kept bytes from `offset` on, at most `limit` of them; none past the end. */
  read(offset: number, limit: number): Buffer {
    const pieces: Buffer[] = []
    let position = this.#start
    let wanted = limit
    for (const chunk of this.#chunks) {
      const skip = Math.max(0, offset - position)
      position += chunk.length
      if (skip >= chunk.length) continue
      const piece = chunk.subarray(skip, skip + wanted)
      pieces.push(piece)
      wanted -= piece.length
      if (wanted === 0) break
    }
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
  }
}
