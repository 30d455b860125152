import { engineUnderTest } from '../tests/support/engine.ts'
import { machineOf, startTestNode } from '../tests/support/node.ts'
import type { NodeWish, StartedNode } from './bench-node.ts'

/** A node, in a process of its own, as it is on every machine. */
const { way }: NodeWish = JSON.parse(process.argv[2] ?? '{}')
await using opened = new AsyncDisposableStack()
const engine = opened.use(await engineUnderTest())
const { service, certificates } = opened.use(await startTestNode(machineOf(engine.driver), way))
const started: StartedNode = {
  address: service.address,
  certificates: certificates && { authority: certificates.authority, ...certificates.server },
  deployment: engine.deployment,
}
process.send?.(started)
await new Promise((resolve) => process.once('disconnect', resolve))
