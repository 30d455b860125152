import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { sandboxLabels } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import { readEngineFacts } from '../../sandbox-server/engines/engine-facts.ts'
import { type FoundEngine, findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { type CourseImage, ensureCourseImage } from '../../sandbox-server/images/course-image.ts'
import { ensureSandboxImage } from '../../sandbox-server/images/image.ts'
import {
  type DeploymentKey,
  loadDeploymentKey,
} from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { engineChoices, readSettings, sandboxLimits } from '../../sandbox-server/settings.ts'
import { until } from './reader.ts'

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

/** What `npm test` hands on, such as the bounds of a run that is slow on purpose. */
const SETTINGS = readSettings(process.env)

export const TEST_LIMITS = sandboxLimits(SETTINGS)
export const TEST_HOST = engineChoices(SETTINGS)
export const TEST_IMAGE = { debian: SETTINGS.SANDBOX_DEBIAN }

/** Of a course without Docker. */
export const WITHOUT_ENGINE: CourseImage = { course: 'test', hasEngine: false, packages: [] }

/** A key of its own for tests that need no server. */
export async function testKey(): Promise<DeploymentKey> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-test-'))
  try {
    return await loadDeploymentKey(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

/**
 * The real engine of this machine, or the one that is given; what a test leaves on it is swept when
 * it is disposed.
 */
export async function engineUnderTest(
  limits = TEST_LIMITS,
  given?: Docker,
  way?: 'direct' | 'engine',
  course?: CourseImage,
): Promise<EngineUnderTest> {
  const found = given ? undefined : await findEngine(process.env)
  const docker = given ?? (found as FoundEngine).docker
  // By way of the engine it is as one on another machine.
  const facts = found && way !== 'engine' ? await readEngineFacts(found) : undefined
  const deployment = `blitz-test-${randomBytes(4).toString('hex')}`
  const image = course
    ? await ensureCourseImage(docker, { ...TEST_IMAGE, ...course })
    : await ensureSandboxImage(docker, TEST_IMAGE)
  const driver = createDockerEngineDriver({
    docker,
    onThisKernel: facts?.onThisKernel,
    image,
    deployment,
    // A control group of version 1 takes no member that may have more than the group.
    limits: { ...limits, cpus: Math.min(limits.cpus, TEST_LIMITS.cpus) },
    host: TEST_HOST,
    hasEngine: course?.hasEngine,
    course: course?.course,
    way,
  })
  return {
    docker,
    driver,
    deployment,
    image,
    labels: sandboxLabels(deployment, 'beside'),
    async [Symbol.asyncDispose]() {
      await sweepLeftovers(docker, deployment)
      for (const store of await driver.layerStores()) await removeWhenFree(driver, store)
    },
  }
}

/** The engine still counts a container whose removal is under way as one that uses the store. */
async function removeWhenFree(driver: SandboxDriver, store: string): Promise<void> {
  await until(async () => {
    await driver.removeLayerStore(store).catch(() => {})
    return !(await driver.layerStores()).includes(store)
  }, `the end of the layer store ${store}`)
}
