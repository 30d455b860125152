import { createConnection, type Server } from 'node:net'

/**
 * `relay.ts ADDRESS PORT`, started in another network namespace than the server that it is handed:
 * each connection to the server goes on to ADDRESS, from the namespace of this process.
 */
const [address = '', port = ''] = process.argv.slice(2)

process.once('message', (_, server: Server) => {
  server.on('connection', (here) => {
    const there = createConnection({ host: address, port: Number(port), allowHalfOpen: true })
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.once('close', () => to.destroy())
    }
  })
  process.send?.('ready')
})
process.once('disconnect', () => process.exit())
