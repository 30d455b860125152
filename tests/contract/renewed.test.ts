import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import { watchImage } from '../../sandbox-server/images/image-watch.ts'
import { installedPackages } from '../../sandbox-server/images/packages.ts'
import { type EngineUnderTest, engineUnderTest, TEST_HOST, TEST_LIMITS } from '../support/engine.ts'
import { HandedClock } from '../support/handed-clock.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const MINUTE = 60_000

let engine: EngineUnderTest
/** Of the sandbox image, so that nobody else's is renewed. */
let image: string

beforeAll(async () => {
  engine = await engineUnderTest()
  const repository = `blitz-test-${randomBytes(4).toString('hex')}`
  image = `${repository}:latest`
  await engine.docker.getImage(engine.image).tag({ repo: repository, tag: 'latest' })
})

afterAll(async () => {
  await engine?.docker
    .getImage(image)
    .remove()
    .catch(() => {})
  await engine?.[Symbol.asyncDispose]()
})

/** As a renewal does: the name is another image's from then on. */
async function renew(): Promise<void> {
  const { docker, labels } = engine
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['touch', '/etc/renewed'],
    Labels: labels,
  })
  await container.start()
  await container.wait()
  const [repo, tag] = image.split(':')
  const { Config } = await docker.getImage(image).inspect()
  const changes = `ENTRYPOINT ${JSON.stringify(Config.Entrypoint)}`
  await container.commit({ repo, tag, changes })
  await container.remove()
}

/** Sandboxes that wait for the next reader. */
async function readyIn({ address }: TestServer): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text()
  return Number(/^blitz_sandboxes\{state="ready"\} (\d+)$/m.exec(metrics)?.[1])
}

describe('a sandbox image that is renewed under a running server', () => {
  it('is what new sandboxes come from, and a reader who is in keeps the old one', async () => {
    const { docker, deployment } = engine
    const driver = createDockerEngineDriver({
      docker,
      deployment,
      image,
      limits: TEST_LIMITS,
      host: TEST_HOST,
    })
    const clock = new HandedClock()
    let changes = 0
    await using server = await startServer({
      driver,
      live: {
        warm: 1,
        warmMaximum: 1,
        watchImage: (onChange) =>
          watchImage(docker, image, clock, () => {
            changes += 1
            onChange()
          }),
      },
    })
    using reader = new Reader(server.address)
    const isRenewed = 'test -e /etc/renewed'
    expect((await reader.client.exec(isRenewed)).status).toBe(1)
    // The one that is ready for the next reader is of the old image, too.
    await until(async () => (await readyIn(server)) === 1, 'a ready sandbox')
    await until(() => clock.timers > 0, 'the first look at the image')
    await renew()
    await until(async () => {
      await clock.advance(MINUTE)
      return changes === 1
    }, 'the renewal')
    using other = new Reader(server.address)
    expect((await other.client.exec(isRenewed)).status).toBe(0)
    expect((await reader.client.exec(isRenewed)).status).toBe(1)
  })
})

describe('what the sandbox image holds', () => {
  it('is listed, with versions and licences', async () => {
    const packages = await installedPackages(engine.docker, engine.image)
    const engineOf = packages.find(({ name }) => name === 'docker.io')
    expect(engineOf?.version).toMatch(/^\d+\.\d+/)
    expect(engineOf?.licences).toContain('Apache-2.0')
    const withLicences = packages.filter(({ licences }) => licences.length > 0)
    expect(withLicences.length / packages.length).toBeGreaterThan(0.8)
  })
})
