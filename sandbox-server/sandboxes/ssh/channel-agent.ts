import { Agent, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import { finished } from 'node:stream/promises'
import pLimit, { type LimitFunction } from 'p-limit'

/** What Node's HTTP client asks of a TCP socket and a channel has not got. */
const SOCKET_METHODS = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'] as const

/**
 * Lets Node's HTTP client speak through channels. Each request gets a channel of its own, which
 * opens in about 10 ms: no answer can be taken for that to another request.
 */
export class ChannelAgent extends Agent {
  readonly #open: (port: number) => Promise<Duplex>
  readonly #gate: LimitFunction

  /**
   * @param open gets the port that a request is for.
   * @param atOnce channels, those that are being opened included: Node's own bound counts a socket
   * only once it is there.
   */
  constructor(open: (port: number) => Promise<Duplex>, atOnce = Number.POSITIVE_INFINITY) {
    super({ keepAlive: false })
    this.#open = open
    this.#gate = pLimit(atOnce)
  }

  override createConnection(
    { port }: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#gate(async () => {
      try {
        const stream = await this.#open(Number(port))
        callback?.(null, asSocket(stream))
        await finished(stream).catch(() => {})
      } catch (error) {
        callback?.(error as Error, undefined as never)
      }
    })
  }
}

function asSocket(stream: Duplex): Duplex {
  const nothing = () => stream
  const methods = Object.fromEntries(SOCKET_METHODS.map((name) => [name, nothing]))
  return Object.assign(stream, methods, { destroySoon: () => stream.destroy() })
}
