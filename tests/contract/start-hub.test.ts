import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFilled } from '../../sandbox-server/hub/fill/filled.ts'
import { hubDirectory } from '../../sandbox-server/hub/hub.ts'
import { copyFilledImages } from '../support/full-hub.ts'
import { addressOf, stop, TestHost } from '../support/npm-start.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'

/** Time in which the hub may be filled from nothing, in milliseconds. */
const FILL_MILLISECONDS = 900_000

const DONE = '✓ Docker Hub of the sandboxes'

let host: TestHost

beforeAll(async () => {
  host = await TestHost.open()
})

afterAll(() => host?.[Symbol.asyncDispose]())

/** What a reader sees who pulls an image that is filled late. */
async function pull(address: string) {
  const reader = new Reader(address)
  const { stdout, stderr } = await reader.client.exec('docker pull nigelpoulton/tu-demo:v1')
  reader.client.dispose()
  return { said: stdout + stderr, hub: reader.hubs.at(-1) }
}

/** Command lines of this machine's processes that name the state directory. */
async function processes(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  )
  return lines.filter((line) => line.includes(host.stateDirectory))
}

async function standInImages(): Promise<string[]> {
  const images = await host.docker.listImages({
    filters: { reference: ['docker-blitz/stand-in'] },
  })
  const ending = await host.deployment()
  return images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.endsWith(ending))
}

describe('npm start with a Docker Hub', () => {
  it(
    'serves at once, and fills it behind the scenes; a reader is told',
    async () => {
      const started = host.start({ HUB: 'on', HUB_IMAGES: 'course' })
      const { said, hub } = await pull(await addressOf(started))
      expect(started.said()).not.toContain(DONE)
      expect(said).toContain(
        'unavailable: the images of this server are still being prepared; try again in a minute',
      )
      expect(hub).toEqual({ state: 'filling', standIns: [] })
      const directory = hubDirectory(host.stateDirectory)
      const first = async () => Object.keys(await readFilled(directory)).length > 0
      await until(first, 'the first image', FILL_MILLISECONDS)
      await stop(started)
      const words = started.said()
      expect(words).toContain('The next start goes on where this one was.')
      // Nothing is left to wait for once that is said.
      expect(words.trim().split('\n').at(-1)).toMatch(/^✓ Stopping/)
    },
    patient(FILL_MILLISECONDS),
  )

  it('leaves nothing when it is stopped in the middle of that', async () => {
    expect(await host.leftovers()).toBe(0)
    expect(await host.layerStores()).toEqual([])
    expect(await standInImages()).toEqual([])
    expect(await processes()).toEqual([])
    expect((await readdir(hubDirectory(host.stateDirectory))).join()).not.toMatch(/filling|lock/)
  })

  it(
    'goes on at the next start, and a pull is then a matter of a blink',
    async () => {
      await copyFilledImages(host.stateDirectory)
      const started = host.start({ HUB: 'on', HUB_IMAGES: 'course' })
      const address = await addressOf(started)
      await until(() => started.said().includes(DONE), 'the end of filling', FILL_MILLISECONDS)
      const { said, hub } = await pull(address)
      expect(said).toMatch(/Already exists.*Downloaded newer image/s)
      expect(hub?.state).toBe('ready')
      await stop(started)
      expect(await host.leftovers()).toBe(0)
      expect(await host.layerStores()).toHaveLength(1)
    },
    patient(FILL_MILLISECONDS),
  )

  it('has all of it from the start when it was prepared before', async () => {
    const stores = await host.layerStores()
    const started = host.start({ HUB: 'on', HUB_IMAGES: 'course' })
    await addressOf(started)
    expect(started.said().indexOf(DONE)).toBeGreaterThan(0)
    expect(started.said().indexOf(DONE)).toBeLessThan(started.said().indexOf('Open http'))
    const refused = host.npm(['run', '--silent', 'hub', '--', 'remove'])
    expect(await refused.ended).toBe(1)
    expect(refused.said()).toContain('already running')
    await stop(started)
    expect(await host.layerStores()).toEqual(stores)
  })

  it('gives all of it back on demand', async () => {
    const removal = host.npm(['run', '--silent', 'hub', '--', 'remove'])
    expect(await removal.ended).toBe(0)
    expect(removal.said()).toContain('Removed')
    expect(await host.layerStores()).toEqual([])
    await expect(access(join(host.stateDirectory, 'hub'))).rejects.toThrow('ENOENT')
  })
})
