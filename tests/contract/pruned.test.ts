import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import { startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import {
  type EngineUnderTest,
  engineUnderTest,
  TEST_HOST,
  TEST_LIMITS,
  testKey,
} from '../support/engine.ts'
import { FaultyHouse } from '../support/faults.ts'
import { until } from '../support/reader.ts'

let engine: EngineUnderTest
/** Of the sandbox image, so that nobody else's goes. */
let repository: string

beforeAll(async () => {
  engine = await engineUnderTest()
  repository = `blitz-test-${randomBytes(4).toString('hex')}`
})

afterAll(async () => {
  await engine?.docker
    .getImage(`${repository}:latest`)
    .remove()
    .catch(() => {})
  await engine?.[Symbol.asyncDispose]()
})

const tag = () => engine.docker.getImage(engine.image).tag({ repo: repository, tag: 'latest' })

function driverWith(renewImage?: () => Promise<string>) {
  const image = `${repository}:latest`
  const own = { docker: engine.docker, deployment: engine.deployment, image }
  return createDockerEngineDriver({ ...own, limits: TEST_LIMITS, host: TEST_HOST, renewImage })
}

describe('a sandbox image that a host has removed', () => {
  it('is made once for all who wait for it, and they hear of it', async () => {
    let renewals = 0
    const told: string[] = []
    const driver = driverWith(async () => {
      renewals += 1
      // Whoever comes while it is made waits for it.
      if (renewals === 1) await until(() => told.length === 2, 'both of them')
      await tag()
      return `${repository}:latest`
    })
    const { publicKey } = await testKey()
    const create = (id: string) =>
      driver.create({ id, authorizedKey: publicKey, onRenewal: () => told.push(id) })
    const handles = await Promise.all([create('one'), create('two')])
    expect(told.sort()).toEqual(['one', 'two'])
    handles.push(await create('three'))
    expect(renewals).toBe(1)
    await Promise.all(handles.map((handle) => handle.destroy()))
    await engine.docker.getImage(`${repository}:latest`).remove()
    await (await create('four')).destroy()
    expect(renewals).toBe(2)
  })

  it('says why it cannot be made, and is tried again by the next one', async () => {
    await engine.docker
      .getImage(`${repository}:latest`)
      .remove()
      .catch(() => {})
    let isAway = true
    const driver = driverWith(async () => {
      if (isAway) throw new Error('no registry can be reached')
      await tag()
      return `${repository}:latest`
    })
    const request = { id: 'later', authorizedKey: (await testKey()).publicKey }
    await expect(driver.create(request)).rejects.toThrow(
      new DriverError('The sandbox could not be created: no registry can be reached.'),
    )
    isAway = false
    await (await driver.create(request)).destroy()
  })
})

describe('a layer store that a host has removed', () => {
  it('is missed by nobody: a sandbox starts without it, and says so', async () => {
    let missed = 0
    const sandbox = await startSandbox({
      driver: engine.driver,
      key: await testKey(),
      id: 'no-layers',
      layers: { name: `${repository}-layers`, access: 'read' },
      onLayersMissing: () => {
        missed += 1
      },
    })
    const bounds = { outputBytes: 1000, milliseconds: 60_000 }
    const { stdout } = await sandbox.connection.exec('docker image ls --quiet alpine', bounds)
    expect(stdout).not.toBe('')
    expect(missed).toBe(1)
    await sandbox.destroy()
    await engine.driver.removeLayerStore(`${repository}-layers`)
  })
})

describe("a reader's sandbox that a host has removed", () => {
  it('is said to be lost, and the next Run starts another', async () => {
    await using house = await FaultyHouse.open()
    const { reader } = house
    expect(await reader.open('pruned/first').run('true')).toBe(0)
    await (await house.container()).remove({ force: true })
    await until(() => reader.statuses.at(-1)?.state === 'gone', 'the news')
    expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'lost' })
    expect(await reader.open('pruned/second').run('docker container ls')).toBe(0)
  })
})
