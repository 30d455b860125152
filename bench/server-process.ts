import { engineUnderTest } from '../tests/support/engine.ts'
import { startServer } from '../tests/support/server.ts'

/** The server, in a process of its own: what it costs can be told, and nobody shares its thread. */
await using engine = await engineUnderTest()
await using server = await startServer({ driver: engine.driver })
process.send?.({ address: server.address, deployment: engine.deployment })
await new Promise((resolve) => process.once('disconnect', resolve))
