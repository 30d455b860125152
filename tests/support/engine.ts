import { randomBytes } from 'node:crypto'
import Docker from 'dockerode'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { ensureSandboxImage } from '../../sandbox-server/drivers/docker-engine/image.ts'
import { sandboxLabels } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'

export interface EngineUnderTest extends AsyncDisposable {
  readonly docker: Docker
  readonly driver: SandboxDriver
  /** A name that no other test and no host uses. */
  readonly deployment: string
  /** The sandbox image. */
  readonly image: string
  /** What a sweep finds it by. */
  readonly labels: Record<string, string>
}

export const TEST_LIMITS = { memoryMiB: 1536, diskMiB: 1024, cpus: 1, pids: 1024 }

/** The real engine of this machine; what a test leaves on it is swept when it is disposed. */
export async function engineUnderTest(): Promise<EngineUnderTest> {
  const docker = new Docker()
  const deployment = `blitz-test-${randomBytes(4).toString('hex')}`
  const image = await ensureSandboxImage(docker)
  const driver = createDockerEngineDriver({
    docker,
    image,
    deployment,
    limits: TEST_LIMITS,
    host: {},
  })
  return {
    docker,
    driver,
    deployment,
    image,
    labels: sandboxLabels(deployment, 'beside'),
    async [Symbol.asyncDispose]() {
      await sweepLeftovers(docker, deployment)
      for (const store of await driver.layerStores()) await driver.removeLayerStore(store)
    },
  }
}
