import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readCourse } from '../../course/read-course.ts'
import { lockFile } from '../../sandbox-server/common/file-lock.ts'
import { readCatalogue, restrictCatalogue } from '../../sandbox-server/hub/catalogue.ts'
import { DOCKER_HUB } from '../../sandbox-server/hub/fill/docker-hub.ts'
import { fillCatalogue, isFilled } from '../../sandbox-server/hub/fill/fill.ts'
import { readFilled } from '../../sandbox-server/hub/fill/filled.ts'
import { createStandInBuilder } from '../../sandbox-server/hub/fill/stand-in-builder.ts'
import type { StandInBuilder } from '../../sandbox-server/hub/fill/stand-ins.ts'
import { hubDirectory } from '../../sandbox-server/hub/hub.ts'
import { type OpenedHub, openHub } from '../../sandbox-server/hub/prepare.ts'
import {
  type DeploymentKey,
  loadDeploymentKey,
} from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { courseImages, imagesLock, listedImages } from '../../tools/course.ts'
import type { EngineUnderTest } from './engine.ts'

/** Kept between runs: what fills it takes minutes the first time. */
const KEPT = hubDirectory(join(import.meta.dirname, '../../node_modules/.cache/blitz-hub'))

/** What a hub has filled, in its folder. The list comes first: all that it names is in the storage by then. */
const FILLED = ['filled.json', 'storage']

export interface FullHubOptions {
  /** Images that one test needs: each takes a part of a minute the first time. */
  readonly further?: readonly string[]
  /** Half a minute of unpacking; `false` where it is not needed for pulls to be quick. */
  readonly hasLayerStore?: boolean
}

export interface FullHub extends AsyncDisposable {
  readonly opened: OpenedHub
  /** The store of unpacked layers. */
  readonly layerStore: string
  readonly key: DeploymentKey
  readonly faults: unknown[]
  /** Closes the hub, and opens it again as the next server does. */
  reopen(): Promise<void>
}

/** A hub of one's own with the images of the course, as `npm start` prepares it. */
export async function fullHub(
  engine: EngineUnderTest,
  { further = [], hasLayerStore = true }: FullHubOptions = {},
): Promise<FullHub> {
  await using acquired = new AsyncDisposableStack()
  const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-hub-'))
  acquired.defer(() => rm(stateDirectory, { recursive: true }))
  const standIns = await createStandInBuilder(engine.docker, engine.deployment)
  const course = await readCourse()
  const catalogue = await readCatalogue()
  const first = [...courseImages(course), ...further]
  await fillKept(standIns, first)
  await copyFilledImages(stateDirectory)
  const faults: unknown[] = []
  const key = await loadDeploymentKey(stateDirectory)
  const open = async () => {
    const opened = await openHub({
      stateDirectory,
      store: { driver: engine.driver, sandboxImage: engine.image },
      key,
      standIns,
      pushLimitBytes: 64 * 1024 * 1024,
      first,
      only: first,
      listed: listedImages(course),
      catalogue,
      lockPath: imagesLock([]),
      onFault: (error) => faults.push(error),
    })
    await (hasLayerStore ? opened.prepare(() => {}) : opened.hub.ready)
    return opened
  }
  let opened = await open()
  acquired.defer(() => opened[Symbol.asyncDispose]())
  const owned = acquired.move()
  return {
    get opened() {
      return opened
    },
    get layerStore() {
      return opened.layerStore.value as string
    },
    key,
    faults,
    async reopen() {
      await opened[Symbol.asyncDispose]()
      opened = await open()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Gets what no earlier run has; one test file at a time. */
async function fillKept(standIns: StandInBuilder, names: readonly string[]): Promise<void> {
  const catalogue = await readCatalogue()
  const { images } = restrictCatalogue(catalogue, names)
  await mkdir(KEPT, { recursive: true })
  using _turn = await turnAt(join(KEPT, 'turn'))
  if (isFilled(images, await readFilled(KEPT))) return
  const source = DOCKER_HUB
  await fillCatalogue({
    directory: KEPT,
    catalogue,
    images,
    lockPath: imagesLock([]),
    source,
    standIns,
  })
}

/** Waits until no other process has that file. */
async function turnAt(path: string): Promise<Disposable> {
  for (;;) {
    const turn = lockFile(path)
    if (turn) return turn
    await delay(100)
  }
}

/**
 * Gives a state directory the images that an earlier run of the tests has filled a hub with, if any
 * has: the same in a second as minutes of filling.
 */
export async function copyFilledImages(stateDirectory: string): Promise<void> {
  if (!(await readFilled(KEPT))['library/alpine:latest']) return
  const directory = hubDirectory(stateDirectory)
  await mkdir(directory, { recursive: true })
  for (const name of FILLED) {
    await cp(join(KEPT, name), join(directory, name), { recursive: true })
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
