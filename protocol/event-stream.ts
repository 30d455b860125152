/** Keeps an answer alive that has nothing to say: a comment (HTML, "Server-sent events"). */
export const STREAM_HEARTBEAT = ':\n\n'

/** @param data of one line. @returns one event of a stream. */
export function encodeEvent(data: string): string {
  return `data: ${data}\n\n`
}

/** Reads the events of a stream as our server writes them: one line of data each, and comments. */
export class EventStreamReader {
  readonly #decoder = new TextDecoder('utf-8')
  #rest = ''

  /** @returns the data of each event that is whole; what is cut off is never told. */
  push(bytes: Uint8Array): string[] {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n\n')
    this.#rest = parts.pop() ?? ''
    return parts.filter((part) => part.startsWith('data: ')).map((part) => part.slice(6))
  }
}
