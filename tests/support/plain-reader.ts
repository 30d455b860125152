import { LiveClient } from '../../protocol/client.ts'
import { HttpSocket, type HttpTransportKind } from '../../protocol/http-socket.ts'
import { SOCKET_PATH } from '../../protocol/limits.ts'
import { englishFailure } from '../../protocol/sentences.ts'
import { ReaderTerminal } from './reader.ts'

/** A reader without a browser, whose page gets no WebSocket. */
export class PlainReader implements Disposable {
  readonly client: LiveClient
  /** Connections that were begun. */
  connections = 0
  /** Which transports worked, in their order. */
  readonly kinds: HttpTransportKind[] = []
  readonly #cuts = new Set<AbortController>()
  #token: string | undefined

  /** @param page origin under which the reader has the site. */
  constructor(address: string, page = address) {
    this.client = new LiveClient({
      sentenceOf: englishFailure,
      connect: () => {
        this.connections += 1
        return new HttpSocket({
          address: address + SOCKET_PATH,
          fetch: (url, options) => this.#fetch(url, options, page),
          kind: this.kinds.at(-1) ?? 'stream',
          onKind: (kind) => this.kinds.push(kind),
        })
      },
      token: {
        load: () => this.#token,
        save: (token) => {
          this.#token = token
        },
      },
    })
  }

  open(terminal: string): ReaderTerminal {
    return new ReaderTerminal(this.client, terminal, {})
  }

  /** Ends every answer that is under way, as a network does. */
  cutAnswers(): void {
    for (const cut of this.#cuts) cut.abort()
    this.#cuts.clear()
  }

  /** As when the page is closed. */
  leave(): void {
    this.client.dispose()
  }

  [Symbol.dispose](): void {
    if (this.client.status === 'connected') this.client.reset()
    this.client.dispose()
  }

  /** Node's own names no origin, as a browser does with every POST. */
  async #fetch(
    url: string,
    options: { headers: Record<string, string>; signal: AbortSignal } & object,
    page: string,
  ): Promise<Response> {
    const cut = new AbortController()
    this.#cuts.add(cut)
    const signal = AbortSignal.any([options.signal, cut.signal])
    return fetch(url, { ...options, headers: { ...options.headers, Origin: page }, signal })
  }
}
