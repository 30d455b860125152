import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'

/** What Node's HTTP client asks of a TCP socket and a channel has not got. */
const SOCKET_METHODS = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'] as const

/**
 * Lets Node's HTTP client speak through channels. Each request gets a channel of its own, which
 * opens in about 10 ms: no answer can be taken for that to another request.
 */
export class ChannelAgent extends Agent {
  readonly #open: (port: number) => Promise<Duplex>

  /** @param open gets the port that a request is for. */
  constructor(
    open: (port: number) => Promise<Duplex>,
    options: Pick<AgentOptions, 'maxTotalSockets'> = {},
  ) {
    super({ ...options, keepAlive: false })
    this.#open = open
  }

  override createConnection(
    { port }: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#open(Number(port)).then(
      (stream) => callback?.(null, asSocket(stream)),
      (error: Error) => callback?.(error, undefined as never),
    )
  }
}

function asSocket(stream: Duplex): Duplex {
  const nothing = () => stream
  const methods = Object.fromEntries(SOCKET_METHODS.map((name) => [name, nothing]))
  return Object.assign(stream, methods, { destroySoon: () => stream.destroy() })
}
