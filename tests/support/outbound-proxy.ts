import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** The proxy by which a host's network reaches the internet; it has one file of its own. */
export class OutboundProxy implements AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly address: string
  /** All that went through it, such as `GET http://example.invalid/` and `CONNECT example.org:443`. */
  readonly asked: string[] = []
  readonly #close: () => Promise<void>

  private constructor(address: string, close: () => Promise<void>) {
    this.address = address
    this.#close = close
  }

  /** @param tunnel where connections to other hosts lead, on this machine; nowhere by default. */
  static async open({ tunnel }: { tunnel?: number } = {}): Promise<OutboundProxy> {
    const http = createServer((request, response) => {
      proxy.asked.push(`${request.method} ${request.url}`)
      response.end('from the proxy\n')
    })
    http.on('connect', ({ url }, near: Duplex) => {
      proxy.asked.push(`CONNECT ${url}`)
      near.on('error', () => {})
      if (tunnel === undefined) {
        near.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
        return
      }
      const far = connect(tunnel, '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'))
      far.on('error', () => near.destroy())
      near.pipe(far).pipe(near)
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const { port } = http.address() as AddressInfo
    const proxy: OutboundProxy = new OutboundProxy(`http://127.0.0.1:${port}`, async () => {
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
