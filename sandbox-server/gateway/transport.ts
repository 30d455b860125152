/** By what a page's frames travel: a WebSocket, or over plain HTTP by a stream or by polls. */
export type TransportKind = 'socket' | 'stream' | 'poll'

/** What a connection needs of what carries its frames: a socket of `ws` fits, and `HttpTransport`. */
export interface Transport {
  readonly readyState: number
  /** The value of `readyState` while frames can be sent. */
  readonly OPEN: number
  /** Bytes that were sent and that the network, or the page, has not taken. */
  readonly bufferedAmount: number
  /** @param taken called once the frame no longer counts in `bufferedAmount`. */
  send(frame: string | Uint8Array, taken?: () => void): void
  close(code: number, sentence: string): void
  on(event: 'message', listener: (frame: Buffer, isBinary: boolean) => void): void
  on(event: 'close', listener: (code: number) => void): void
}
