import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { engineUnderTest, TEST_HOST, TEST_LIMITS } from '../support/engine.ts'
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
