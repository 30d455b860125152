import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DriverError,
  type SandboxDriver,
  type SandboxHandle,
} from '../../sandbox-server/drivers/driver.ts'
import { SandboxConnection } from '../../sandbox-server/sandboxes/ssh/connection.ts'
import type { DeploymentKey } from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { testKey } from '../support/engine.ts'
import { patient } from '../support/patience.ts'
import { until } from '../support/reader.ts'

export interface DriverUnderTest extends AsyncDisposable {
  /** Of a deployment that nothing else uses. */
  readonly driver: SandboxDriver
  /** The same deployment as the next server has it: it knows nothing of what the first one did. */
  successor(): SandboxDriver
  /** Whether `dial` has a way here. */
  readonly dials: boolean
}

/** Waits for it, too: an engine that is to pause what it is still starting a program in may hang. */
async function expectGreeting(handle: SandboxHandle): Promise<void> {
  const stream = await handle.connect()
  expect(String((await once(stream, 'data'))[0])).toMatch(/^SSH-2\.0-/)
  stream.destroy()
}

/** What the server relies on, of whatever runs its sandboxes. */
export function driverSuite(name: string, open: () => Promise<DriverUnderTest>): void {
  describe(`a driver: ${name}`, () => {
    let tested: DriverUnderTest
    let key: DeploymentKey
    let handle: SandboxHandle
    let connection: SandboxConnection

    beforeAll(async () => {
      tested = await open()
      key = await testKey()
      handle = await create('first')
      connection = await SandboxConnection.open(await handle.connect(), key.privateKey)
    })

    afterAll(async () => {
      connection?.close()
      await tested?.[Symbol.asyncDispose]()
    })

    const create = (id: string, signal?: AbortSignal) =>
      tested.driver.create({ id, authorizedKey: key.publicKey }, signal)
    const ids = async () => (await tested.driver.list()).map(({ id }) => id).sort()
    const bounds = { outputBytes: 1000, milliseconds: patient(30_000) }

    it('lists what it has made, by its id', async () => {
      expect(handle.id).toBe('first')
      expect(await ids()).toEqual(['first'])
    })

    it('connects as often as it is asked', async () => {
      for (let count = 0; count < 2; count++) await expectGreeting(handle)
    })

    it('dials a socket, where it can at all', async () => {
      const stream = await handle.dial('/run/blitz/ssh')
      expect(stream !== undefined).toBe(tested.dials)
      stream?.destroy()
      if (tested.dials) await expect(handle.dial('/run/blitz/nothing')).rejects.toThrow()
    })

    it('says of a sandbox that an id is taken, and leaves the one that has it', async () => {
      await expect(create('first')).rejects.toThrow(DriverError)
      expect(await handle.state()).toBe('running')
    })

    it('counts the time that programs work, and no time while they are paused', async () => {
      const before = await handle.processorSeconds()
      expect(before).toBeGreaterThan(0)
      await connection.exec('i=0; while ((i < 200000)); do ((++i)); done', bounds)
      await until(async () => (await handle.processorSeconds()) > before, 'the time of the work')
      await handle.pause()
      expect(await handle.state()).toBe('paused')
      const paused = await handle.processorSeconds()
      const asked = connection.exec('echo awake', bounds)
      expect(await handle.processorSeconds()).toBe(paused)
      await handle.resume()
      expect((await asked).stdout).toBe('awake\n')
      expect(await handle.state()).toBe('running')
    })

    it('freezes programs that multiply', async () => {
      const breeding = 'while :; do (sleep 0.001 &) ; done'
      const bred = connection.exec(breeding, { ...bounds, milliseconds: 1500 })
      for (let count = 0; count < 5; count++) {
        await handle.pause()
        const paused = await handle.processorSeconds()
        expect(await handle.state()).toBe('paused')
        expect(await handle.processorSeconds()).toBe(paused)
        await handle.resume()
      }
      await bred
    })

    it('lets go of a sandbox, which the next server finds as it is: also a paused one', async () => {
      const released = await create('kept')
      await expectGreeting(released)
      await released.pause()
      released.release()
      await released.lost
      const [found] = (await tested.successor().list()).filter(({ id }) => id === 'kept')
      if (!found) throw new Error('It has gone.')
      expect(await found.state()).toBe('paused')
      await found.resume()
      expect(await found.state()).toBe('running')
      await expectGreeting(found)
      await found.destroy()
      await found.lost
    })

    it('removes what is paused, also where an earlier server paused it', async () => {
      const paused = await create('paused')
      await paused.pause()
      const [found] = (await tested.successor().list()).filter(({ id }) => id === 'paused')
      await found?.destroy()
      await paused.lost
      expect(await paused.state()).toBe('gone')
      expect(await ids()).toEqual(['first'])
    })

    it('leaves nothing of a start that is given up', async () => {
      const abort = new AbortController()
      const starting = create('given-up', abort.signal)
      abort.abort(new Error('Enough.'))
      await expect(starting).rejects.toThrow('Enough.')
      await until(async () => (await ids()).join() === 'first', 'the end of it')
    })

    it('keeps layer stores until they are removed, and none that is in use', async () => {
      const name = 'blitz-layers-suite'
      const filler = await tested.driver.create({
        id: 'filler',
        authorizedKey: key.publicKey,
        layers: { name, access: 'write' },
      })
      expect(await tested.driver.layerStores()).toEqual([name])
      await expect(tested.driver.removeLayerStore(name)).rejects.toThrow(DriverError)
      await filler.destroy()
      expect(await tested.driver.layerStores()).toEqual([name])
      await tested.driver.removeLayerStore(name)
      await tested.driver.removeLayerStore(name)
      expect(await tested.driver.layerStores()).toEqual([])
    })

    it('removes a sandbox, tells that it is lost, and has nothing against a second time', async () => {
      await handle.destroy()
      await handle.lost
      await handle.destroy()
      expect(await handle.state()).toBe('gone')
      expect(await ids()).toEqual([])
      await expect(handle.connect()).rejects.toThrow(DriverError)
      await expect(handle.processorSeconds()).rejects.toThrow(DriverError)
      await expect(handle.pause()).rejects.toThrow(DriverError)
    })
  })
}
