import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sirv from 'sirv'

export interface StaticSite extends AsyncDisposable {
  readonly address: string
}

/** Any web server that has the site's files, and knows nothing of live terminals. */
export async function serveFiles(directory: string): Promise<StaticSite> {
  const server = createServer(sirv(directory))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
