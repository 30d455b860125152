import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createStandInBuilder } from '../../sandbox-server/drivers/docker-engine/stand-in-builder.ts'
import { type PreparedHub, prepareHub } from '../../sandbox-server/hub/prepare.ts'
import {
  type DeploymentKey,
  loadDeploymentKey,
} from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import type { EngineUnderTest } from './engine.ts'

/** Kept between runs: what fills it takes minutes the first time. */
const STATE_DIRECTORY = join(import.meta.dirname, '../../node_modules/.cache/blitz-hub')

export interface FullHub extends AsyncDisposable {
  readonly prepared: PreparedHub
  readonly key: DeploymentKey
  readonly faults: unknown[]
}

/** The hub with the whole catalogue, as `npm start` prepares it. */
export async function fullHub(engine: EngineUnderTest): Promise<FullHub> {
  const faults: unknown[] = []
  const key = await loadDeploymentKey(STATE_DIRECTORY)
  const prepared = await prepareHub({
    stateDirectory: STATE_DIRECTORY,
    driver: engine.driver,
    key,
    sandboxImage: engine.image,
    standIns: await createStandInBuilder(engine.docker),
    pushLimitBytes: 64 * 1024 * 1024,
    onFault: (error) => faults.push(error),
  })
  return { prepared, key, faults, [Symbol.asyncDispose]: () => prepared.hub[Symbol.asyncDispose]() }
}

/** @returns a hash over every name and content of the catalogue's repositories, and their blobs. */
export async function catalogueChecksum({ prepared }: FullHub): Promise<string> {
  const root = join(prepared.hub.registry.storage, 'docker/registry/v2')
  const hash = createHash('sha256')
  const links = await filesBelow(join(root, 'repositories/catalogue'))
  for (const path of links) {
    const link = (await readFile(path)).toString()
    hash.update(`${path}\0${link}\0`)
    const hex = link.slice('sha256:'.length)
    const blob = await readFile(join(root, 'blobs/sha256', hex.slice(0, 2), hex, 'data'))
    hash.update(blob)
  }
  return hash.digest('hex')
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** @returns a hash over every name, mode, owner, time and content of a layer store. */
export async function storeChecksum(engine: EngineUnderTest, store: string): Promise<string> {
  const container = await engine.docker.createContainer({
    Image: engine.image,
    Entrypoint: ['sh', '-c', 'tar --sort=name --create --directory /golden . | sha256sum'],
    Labels: engine.labels,
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [{ Type: 'volume', Source: store, Target: '/golden', ReadOnly: true }],
    },
  })
  await container.start()
  await container.wait()
  const output = (await container.logs({ stdout: true, follow: false })).toString()
  await container.remove({ force: true })
  return /[0-9a-f]{64}/.exec(output)?.[0] ?? ''
}
