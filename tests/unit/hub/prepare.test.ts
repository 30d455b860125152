import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DriverError } from '../../../sandbox-server/drivers/driver.ts'
import { readCatalogue } from '../../../sandbox-server/hub/catalogue.ts'
import type { StandInBuilder } from '../../../sandbox-server/hub/fill/stand-ins.ts'
import { hubDirectory } from '../../../sandbox-server/hub/hub.ts'
import { HubStoppedError, type OpenedHub, openHub } from '../../../sandbox-server/hub/prepare.ts'
import { testKey } from '../../support/engine.ts'
import { noSandboxes } from '../../support/server.ts'

let stateDirectory: string

beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-prepare-'))
})

afterEach(() => rm(stateDirectory, { recursive: true }))

/** What `docker save` gives for an image of no layer. */
function smallestImage(): Readable {
  const archive = pack()
  archive.entry({ name: 'manifest.json' }, '[{"Config":"config.json","Layers":[]}]')
  archive.entry({ name: 'config.json' }, '{"rootfs":{"diff_ids":[]}}')
  archive.finalize()
  return Readable.from(archive)
}

/** A hub on a host from which nobody can be reached. */
async function hubAlone(build: StandInBuilder['build']): Promise<OpenedHub> {
  return openHub({
    stateDirectory,
    store: { driver: noSandboxes, sandboxImage: 'none' },
    key: await testKey(),
    standIns: {
      recipe: 'none',
      build,
      save: async () => smallestImage(),
      buildFolder: async () => smallestImage(),
      async removeAll() {},
    },
    catalogue: await readCatalogue(),
    lockPath: join(stateDirectory, 'images.lock.json'),
    pushLimitBytes: 1,
    first: ['alpine', 'busybox'],
    listed: [],
    source: { registry: 'localhost:1', tls: false },
    onFault: (error) => {
      throw error
    },
  })
}

describe('a hub that is prepared', () => {
  it('says why an image cannot be had, and readers are told that it will not come', async () => {
    await using opened = await hubAlone(async () => {
      throw new DriverError('The stand-in alpine could not be built: no network.')
    })
    expect(opened.isPrepared).toBe(false)
    expect(opened.status.value).toEqual({ state: 'filling', standIns: [] })
    await expect(opened.prepare(() => {})).rejects.toThrow(
      'The stand-in alpine could not be built: no network.',
    )
    expect(opened.status.value).toEqual({ state: 'failed', standIns: [] })
    expect(opened.layerStore.value).toBeUndefined()
  })

  it('is ready when the first images are there, and stays so when the others will not come', async () => {
    let others = false
    await using opened = await hubAlone(async () => {
      if (others) throw new DriverError('The stand-in nginx could not be built: no network.')
    })
    // Without an engine there is no layer store; the images are there all the same.
    await expect(opened.prepare(() => {})).rejects.toThrow('This host has no engine.')
    expect(opened.status.value).toEqual({
      state: 'ready',
      standIns: ['alpine:latest', 'busybox:latest'],
    })
    expect(opened.isPartial).toBe(true)
    others = true
    await expect(opened.prepareRest(() => {})).rejects.toThrow('nginx could not be built')
    expect(opened.status.value.state).toBe('ready')
  })

  it('stops at once when it is closed, and a later one goes on', async () => {
    const { promise: building, resolve: begun } = Promise.withResolvers<void>()
    const opened = await hubAlone((_stage, { signal }) => {
      begun()
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    })
    const preparing = expect(opened.prepare(() => {})).rejects.toThrow(HubStoppedError)
    await building
    await opened[Symbol.asyncDispose]()
    await preparing
    expect(opened.status.value.state).toBe('filling')
    const left = await readdir(hubDirectory(stateDirectory))
    expect(left.filter((name) => /lock|filling|sock/.test(name))).toEqual([])
  })
})
