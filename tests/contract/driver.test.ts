import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { NodeSandboxes } from '../../sandbox-server/nodes/node-driver.ts'
import { engineUnderTest, TEST_HOST, TEST_LIMITS } from '../support/engine.ts'
import { machineOf, startTestNode } from '../support/node.ts'
import { driverSuite } from './driver-suite.ts'

for (const way of ['direct', 'engine'] as const) {
  driverSuite(`one Docker engine, by the ${way} way`, async () => {
    const engine = await engineUnderTest(TEST_LIMITS, undefined, way)
    return {
      driver: engine.driver,
      successor: () =>
        createDockerEngineDriver({ ...engine, limits: TEST_LIMITS, host: TEST_HOST, way }),
      // Only root may look into the file systems of others.
      dials: way === 'direct' && process.getuid?.() === 0,
      [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
    }
  })
}

for (const way of ['socket', 'tls'] as const) {
  driverSuite(`a node, by ${way === 'tls' ? 'TLS' : 'a Unix socket'}`, async () => {
    await using opened = new AsyncDisposableStack()
    const engine = opened.use(await engineUnderTest(TEST_LIMITS))
    const first = opened.use(await startTestNode(machineOf(engine.driver), way))
    const link = opened.use(await first.link())
    // The next program of the same machine, for the next server.
    const next = createDockerEngineDriver({ ...engine, limits: TEST_LIMITS, host: TEST_HOST })
    const second = opened.use(await startTestNode(machineOf(next), way))
    const nextLink = opened.use(await second.link())
    const acquired = opened.move()
    return {
      driver: new NodeSandboxes(link, 'one').driver(''),
      successor: () => new NodeSandboxes(nextLink, 'one').driver(''),
      dials: process.getuid?.() === 0,
      [Symbol.asyncDispose]: () => acquired.disposeAsync(),
    }
  })
}
