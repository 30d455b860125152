import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Listens for a moment, so that what is in the way is known before anything is begun that would have to
 * be undone.
 * @throws what a server would that listens there: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`.
 */
export async function tryToListen(host: string, port: number): Promise<void> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}
