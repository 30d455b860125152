/**
 * Bytes are copied into blocks of this size. A program that prints one byte at a time would
 * otherwise have each of them kept as an object of its own, hundreds of times its size.
 */
export const BLOCK_BYTES = 16 * 1024

/**
 * The last bytes of an endless output, each with its offset since the beginning. Holds at most
 * `capacity` bytes, plus the rest of the oldest block.
 */
export class OutputBuffer {
  readonly #capacity: number
  /** All full but the last one; each begins at a multiple of the size of a block. */
  readonly #blocks: Buffer[] = []
  /** The last one that was let go: a flood would otherwise make thousands of them. */
  #spare: Buffer | undefined
  /** Offset at which the first block begins. */
  #base: number
  #oldest: number
  #end: number

  /** @param capacity in bytes. @param start offset of the first byte that will come. */
  constructor(capacity: number, start = 0) {
    this.#capacity = capacity
    this.#base = start - (start % BLOCK_BYTES)
    this.#oldest = start
    this.#end = start
    if (this.#base < start) this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES))
  }

  /** Offset of the first byte that is kept. */
  get start(): number {
    return this.#oldest
  }

  /** Offset of the byte that comes next. */
  get end(): number {
    return this.#end
  }

  append(chunk: Buffer): void {
    for (let copied = 0; copied < chunk.length; ) {
      const filled = this.#end % BLOCK_BYTES
      if (filled === 0) this.#blocks.push(this.#spare ?? Buffer.allocUnsafeSlow(BLOCK_BYTES))
      if (filled === 0) this.#spare = undefined
      const bytes = chunk.copy(this.#blocks.at(-1) as Buffer, filled, copied)
      copied += bytes
      this.#end += bytes
      if (this.#end - this.#base - BLOCK_BYTES >= this.#capacity) {
        this.#spare = this.#blocks.shift()
        this.#base += BLOCK_BYTES
        this.#oldest = Math.max(this.#oldest, this.#base)
      }
    }
  }

  /** Fills `target` with the kept bytes from `offset` on; as many must be there. */
  copy(offset: number, target: Buffer): void {
    for (let copied = 0; copied < target.length; ) {
      const position = offset + copied
      const block = this.#blocks[Math.floor((position - this.#base) / BLOCK_BYTES)] as Buffer
      copied += block.copy(target, copied, position % BLOCK_BYTES)
    }
  }
}
