import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import { startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import {
  type EngineUnderTest,
  engineUnderTest,
  TEST_HOST,
  TEST_LIMITS,
  testKey,
} from '../support/engine.ts'
import { IS_LONG } from '../support/length.ts'

/** Of a processor: each step of a start takes twenty times as long, in the long form fifty times. */
const HARDLY_ANY = IS_LONG ? 0.02 : 0.05

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

describe('a sandbox that gets next to no processor time', () => {
  it('starts nevertheless', async () => {
    const limits = { ...TEST_LIMITS, cpus: HARDLY_ANY }
    const driver = createDockerEngineDriver({ ...engine, limits, host: TEST_HOST })
    const sandbox = await startSandbox({ driver, key: await testKey(), id: 'slow' })
    expect(await sandbox.handle.state()).toBe('running')
    await sandbox.destroy()
  })
})

describe('a sandbox that ends while it starts', () => {
  it.each(['direct', 'engine'] as const)(
    'is told at once, with its last words, by the %s way',
    async (way) => {
      const driver = createDockerEngineDriver({
        ...engine,
        limits: TEST_LIMITS,
        host: TEST_HOST,
        way,
      })
      const deaf: SandboxDriver = {
        ...driver,
        // Its entrypoint ends where it has no key to let in.
        create: (request, signal) => driver.create({ ...request, authorizedKey: '' }, signal),
      }
      const starting = startSandbox({ driver: deaf, key: await testKey(), id: `ends-${way}` })
      await expect(starting).rejects.toThrow(
        /^The sandbox ended while it started: .*BLITZ_AUTHORIZED_KEY: is the public key that may log in\.$/,
      )
      expect((await driver.list()).map(({ id }) => id)).not.toContain(`ends-${way}`)
    },
  )
})
