import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server of this machine that can be cut. */
export interface CuttableLine extends AsyncDisposable {
  readonly port: number
  /** Every connection breaks, and new ones can be made at once. */
  cut(): void
}

export async function openLine(serverPort: number): Promise<CuttableLine> {
  const sockets = new Set<Socket>()
  const line = createServer((near) => {
    const far = connect(serverPort, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one
        .on('error', () => {})
        .once('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (line.address() as AddressInfo).port,
    cut,
    async [Symbol.asyncDispose]() {
      line.close()
      cut()
      await once(line, 'close')
    },
  }
}
