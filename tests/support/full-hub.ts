import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCourse } from '../../runner/read-course.ts'
import { readFilled } from '../../sandbox-server/hub/fill/filled.ts'
import { createStandInBuilder } from '../../sandbox-server/hub/fill/stand-in-builder.ts'
import { hubDirectory } from '../../sandbox-server/hub/hub.ts'
import { type OpenedHub, openHub } from '../../sandbox-server/hub/prepare.ts'
import {
  type DeploymentKey,
  loadDeploymentKey,
} from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { courseImages, listedImages } from '../../tools/course.ts'
import type { EngineUnderTest } from './engine.ts'

/** Kept between runs: what fills it takes minutes the first time. */
const STATE_DIRECTORY = join(import.meta.dirname, '../../node_modules/.cache/blitz-hub')

export interface FullHub extends AsyncDisposable {
  readonly opened: OpenedHub
  /** The store of unpacked layers. */
  readonly layerStore: string
  readonly key: DeploymentKey
  readonly faults: unknown[]
}

/**
 * The hub with the images of the course, as `npm start` prepares it.
 * @param further images that one test needs: each takes a part of a minute the first time.
 */
export async function fullHub(
  engine: EngineUnderTest,
  further: readonly string[] = [],
): Promise<FullHub> {
  const faults: unknown[] = []
  const key = await loadDeploymentKey(STATE_DIRECTORY)
  const course = await readCourse()
  const first = [...courseImages(course), ...further]
  const opened = await openHub({
    stateDirectory: STATE_DIRECTORY,
    driver: engine.driver,
    key,
    sandboxImage: engine.image,
    standIns: await createStandInBuilder(engine.docker, engine.deployment),
    pushLimitBytes: 64 * 1024 * 1024,
    first,
    only: first,
    listed: listedImages(course),
    onFault: (error) => faults.push(error),
  })
  await opened.prepare(() => {})
  const layerStore = opened.layerStore.value as string
  return {
    opened,
    layerStore,
    key,
    faults,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/**
 * Gives a state directory the images that an earlier run of the tests has filled a hub with, if any
 * has: the same in a second as minutes of filling.
 */
export async function copyFilledImages(stateDirectory: string): Promise<void> {
  const [from, to] = [hubDirectory(STATE_DIRECTORY), hubDirectory(stateDirectory)]
  if (!(await readFilled(from))['library/alpine:latest']) return
  await mkdir(to, { recursive: true })
  for (const name of ['storage', 'filled.json']) {
    await cp(join(from, name), join(to, name), { recursive: true })
  }
}

/** @returns a hash over every name and content of the catalogue's repositories, and their blobs. */
export async function catalogueChecksum({ opened }: FullHub): Promise<string> {
  const root = join(opened.hub.registry.storage, 'docker/registry/v2')
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
