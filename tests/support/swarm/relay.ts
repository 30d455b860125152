import { createConnection, type Server, type Socket } from 'node:net'

/** How long an address may take, before the next one is tried; milliseconds. */
const CONNECT_MILLISECONDS = 500

/**
 * `relay.ts PORT ADDRESS...`, started in another network namespace than the server that it is handed:
 * each connection to the server goes on to the first ADDRESS that takes it, from the namespace of this
 * process.
 */
const [port = '', ...addresses] = process.argv.slice(2)

process.once('message', (_, server: Server) => {
  server.on('connection', async (here) => {
    here.on('error', () => here.destroy())
    for (const address of addresses) {
      const there = await connectTo(address)
      if (there) return join(here, there)
    }
    here.destroy()
  })
  process.send?.('ready')
})
process.once('disconnect', () => process.exit())

async function connectTo(host: string): Promise<Socket | undefined> {
  const socket = createConnection({ host, port: Number(port), allowHalfOpen: true })
  return new Promise((resolve) => {
    const fail = () => {
      socket.destroy()
      resolve(undefined)
    }
    socket.setTimeout(CONNECT_MILLISECONDS, fail)
    socket.on('error', fail)
    socket.once('connect', () => {
      socket.setTimeout(0)
      resolve(socket)
    })
  })
}

function join(here: Socket, there: Socket): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    from.pipe(to)
    from.once('close', () => to.destroy())
  }
}
