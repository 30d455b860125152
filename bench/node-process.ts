import type { SandboxDriver } from '../sandbox-server/drivers/driver.ts'
import { engineUnderTest } from '../tests/support/engine.ts'
import { machineOf, startTestNode } from '../tests/support/node.ts'
import type { NodeWish, StartedNode } from './bench-node.ts'
import { madeUpDriver } from './made-up-sandbox.ts'

/** A node, in a process of its own, as it is on every machine. */
const { way, isMadeUp = false }: NodeWish = JSON.parse(process.argv[2] ?? '{}')
await using opened = new AsyncDisposableStack()
const { driver, deployment }: { driver: SandboxDriver; deployment: string } = isMadeUp
  ? { driver: madeUpDriver(), deployment: 'made-up' }
  : opened.use(await engineUnderTest())
const { service, certificates } = opened.use(await startTestNode(machineOf(driver), way))
const started: StartedNode = {
  address: service.address,
  certificates: certificates && { authority: certificates.authority, ...certificates.server },
  deployment,
}
process.send?.(started)
await new Promise((resolve) => process.once('disconnect', resolve))
