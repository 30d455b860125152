import { Duplex } from 'node:stream'

const HEADER_BYTES = 8
const STDERR = 2

/**
 * The bytes of an exec without a TTY. The engine sends its two outputs in frames: one byte names
 * the stream, three are empty, four give the length, big-endian (Docker Engine API, "Attach to a
 * container", stream format). Standard output is what is read here; standard error is for the
 * error when the exec ends.
 */
export class ExecStream extends Duplex {
  readonly #stream: Duplex
  #pending: Buffer = Buffer.alloc(0)
  #stderr = ''

  /** @param stream the hijacked connection to the engine. */
  constructor(stream: Duplex) {
    super()
    this.#stream = stream
    stream.on('data', (chunk: Buffer) => this.#parse(chunk))
    stream.once('end', () => this.#finish())
    stream.once('error', (error) => this.destroy(error))
    stream.once('close', () => this.destroy())
  }

  override _read(): void {
    this.#stream.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#stream.write(chunk, done)
  }

  override _final(done: () => void): void {
    this.#stream.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }

  #parse(chunk: Buffer): void {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(4)
      if (rest.length < end) break
      this.#deliver(rest[0] as number, rest.subarray(HEADER_BYTES, end))
      rest = rest.subarray(end)
    }
    this.#pending = rest
  }

  #deliver(stream: number, bytes: Buffer): void {
    if (stream === STDERR) this.#stderr = (this.#stderr + bytes.toString()).slice(-1000)
    else if (!this.push(bytes)) this.#stream.pause()
  }

  #finish(): void {
    const said = this.#stderr.trim()
    if (said) this.destroy(new Error(said))
    else this.push(null)
  }
}

/** @returns the text of both outputs, in the order in which they came. @param frames as above. */
export function textOfFrames(frames: Buffer): string {
  let text = ''
  for (let start = 0; start + HEADER_BYTES <= frames.length; ) {
    const end = start + HEADER_BYTES + frames.readUInt32BE(start + 4)
    text += frames.toString('utf8', start + HEADER_BYTES, end)
    start = end
  }
  return text
}
