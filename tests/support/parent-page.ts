import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ParentPage extends AsyncDisposable {
  readonly origin: string
  /** Of a page that shows another one in a frame. */
  showing(address: string): string
}

/** Another site, such as a learning platform: `127.0.0.1` is another one than `localhost`. */
export async function serveParent(): Promise<ParentPage> {
  const server = createServer(({ url = '/' }, response) => {
    const shown = new URL(url, 'http://parent/').searchParams.get('shown') ?? ''
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end(
      `<!doctype html><html lang="en"><title>Lesson</title><iframe title="Course" src="${shown}" width="1200" height="650"></iframe>`,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    showing: (address) => `${origin}/?shown=${encodeURIComponent(address)}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
