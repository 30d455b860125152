import { WebSocket } from 'ws'

/** Takes all that a board is sent, as a browser does. */
new WebSocket(process.argv[2] ?? '')
process.once('disconnect', () => process.exit())
