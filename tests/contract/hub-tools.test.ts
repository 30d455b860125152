import { randomBytes } from 'node:crypto'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { ContainerTools } from '../../sandbox-server/hub/fill/container-tools.ts'
import { fillCatalogue } from '../../sandbox-server/hub/fill/fill.ts'
import { createStandInBuilder } from '../../sandbox-server/hub/fill/stand-in-builder.ts'
import { hubDirectory } from '../../sandbox-server/hub/hub.ts'
import { pretendDockerHub } from '../support/docker-hub.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { digestOf, hubUnderTest, MANIFEST_TYPE, TEST_CATALOGUE } from '../support/hub.ts'
import { until } from '../support/reader.ts'

const WEB = 'repository:jaketae/web:pull,push'

let engine: EngineUnderTest
let tools: ContainerTools
let stateDirectory: string

beforeAll(async () => {
  engine = await engineUnderTest()
  tools = new ContainerTools(engine.docker, engine.deployment)
  stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-tools-test-'))
})

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
  await rm(stateDirectory, { recursive: true })
})

const containers = () =>
  engine.docker.listContainers({ all: true, filters: deploymentFilter(engine.deployment) })

describe('a host that has neither registry nor skopeo', () => {
  it('fills its hub by tools in containers, and leaves none behind', async () => {
    await using dockerHub = await pretendDockerHub()
    const alpine = await dockerHub.add('library/alpine', 'latest', 'alpine')
    const demo = await dockerHub.add('nigelpoulton/tu-demo', 'v1', 'vote')
    const filled = await fillCatalogue({
      directory: hubDirectory(stateDirectory),
      catalogue: TEST_CATALOGUE,
      lockPath: join(stateDirectory, 'lock.json'),
      source: { registry: dockerHub.address, tls: false },
      standIns: await createStandInBuilder(engine.docker, engine.deployment),
      tools,
    })
    expect(Object.values(filled).map(({ digest }) => digest)).toEqual([alpine, demo])
    await until(async () => (await containers()).length === 0, 'the end of the containers')
  })

  it('serves it, takes pushes, survives a crash of the registry, and collects garbage', async () => {
    await using under = await hubUnderTest({ stateDirectory, tools })
    const reader = await under.sandbox('one')
    await reader.logIn('jaketae', WEB, 'repository:library/alpine:pull')
    const manifest = () =>
      reader.ask('/v2/library/alpine/manifests/latest', { headers: { accept: MANIFEST_TYPE } })
    expect((await manifest()).status).toBe(200)
    const layer = randomBytes(1000)
    expect((await reader.pushImage('jaketae/web', 'latest', layer)).status).toBe(201)
    const { starts } = under.hub.registry
    under.hub.registry.kill()
    await until(() => under.hub.registry.starts > starts, 'the next container')
    expect((await manifest()).status).toBe(200)
    const hex = digestOf(layer).slice('sha256:'.length)
    const blobs = join(under.hub.registry.storage, 'docker/registry/v2/blobs/sha256')
    const isThere = () =>
      access(join(blobs, hex.slice(0, 2), hex, 'data')).then(
        () => true,
        () => false,
      )
    expect(await isThere()).toBe(true)
    await under.hub.forget('one')
    await until(async () => !(await isThere()), 'the end of the layer')
    expect(under.faults.map(String)).toEqual([expect.stringContaining('starts again')])
  })

  it('has no containers of tools when the hub is closed', async () => {
    await until(async () => (await containers()).length === 0, 'the end of the containers')
  })
})
