import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PlainProxyOptions {
  /** Every answer is cut off after this time, in milliseconds. */
  readonly cutAfter?: number
  /** Every request arrives so much later, in milliseconds. */
  readonly delay?: number
  /** An answer is handed on once it is whole. */
  readonly buffers?: boolean
  /** Requests that get a page of the proxy's own. */
  readonly blocks?: (request: IncomingMessage) => boolean
}

/** A proxy before the server, as a school has one: no WebSocket comes through it. */
export class PlainProxy implements AsyncDisposable {
  /** Such as `http://localhost:40123`. */
  readonly address: string
  /** Requests that came, by method and path. */
  readonly asked: string[] = []
  readonly #close: () => Promise<void>

  private constructor(address: string, close: () => Promise<void>) {
    this.address = address
    this.#close = close
  }

  /** @param server its address. */
  static async open(server: string, options: PlainProxyOptions = {}): Promise<PlainProxy> {
    const { port } = new URL(server)
    const http = createServer((asked, answer) => {
      proxy.asked.push(`${asked.method} ${asked.url}`)
      if (options.blocks?.(asked)) answer.writeHead(403).end('This is not for pupils.\n')
      else setTimeout(() => pass(port, asked, answer, options), options.delay ?? 0)
    })
    http.on('upgrade', (asked: IncomingMessage, socket) => {
      proxy.asked.push(`UPGRADE ${asked.url}`)
      socket.on('error', () => {})
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const own = (http.address() as AddressInfo).port
    const proxy: PlainProxy = new PlainProxy(`http://localhost:${own}`, async () => {
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    })
    return proxy
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

function pass(
  port: string,
  asked: IncomingMessage,
  answer: ServerResponse,
  { cutAfter, buffers }: PlainProxyOptions,
): void {
  const { method, url, headers } = asked
  const far = request({ host: '127.0.0.1', port, method, path: url, headers })
  far.on('error', () => answer.destroy())
  answer.on('error', () => far.destroy())
  answer.once('close', () => far.destroy())
  asked.pipe(far)
  far.once('response', (response) => {
    response.on('error', () => answer.destroy())
    const begin = () => answer.writeHead(response.statusCode ?? 502, response.headers)
    if (!buffers) {
      begin()
      response.pipe(answer)
      if (cutAfter === undefined) return
      const timer = setTimeout(() => answer.destroy(), cutAfter)
      answer.once('close', () => clearTimeout(timer))
      return
    }
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.once('end', () => {
      begin()
      answer.end(Buffer.concat(chunks))
    })
  })
}
