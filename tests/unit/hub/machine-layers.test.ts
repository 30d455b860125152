import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DriverError, type SandboxDriver } from '../../../sandbox-server/drivers/driver.ts'
import type { HubContents } from '../../../sandbox-server/hub/prepare.ts'
import { MachineLayers } from '../../../sandbox-server/hub/store/machine-layers.ts'
import type { SandboxHub } from '../../../sandbox-server/sandboxes/sandbox.ts'
import { testKey } from '../../support/engine.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes } from '../../support/server.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-layers-'))
})

afterEach(() => rm(directory, { recursive: true }))

const NO_HUB: SandboxHub = {
  access: { authority: '', names: [] },
  accept() {},
  async forget() {},
}

/** Machines on which a store can be begun, and not be filled. */
async function layersOf(...ids: string[]) {
  const clock = new HandedClock()
  const tried: string[] = []
  const failures: string[] = []
  const contents: { value: HubContents | undefined } = { value: undefined }
  const machines = ids.map((id) => {
    const driver: SandboxDriver = {
      ...noSandboxes,
      create: async () => {
        tried.push(id)
        throw new DriverError(`The machine ${id} is away.`)
      },
    }
    return { id, driver, sandboxImage: 'sha256:1' }
  })
  const layers = new MachineLayers({
    directory,
    key: await testKey(),
    hub: NO_HUB,
    contents,
    listed: [],
    machines: () => machines,
    clock,
    onFault: (error) => failures.push((error as Error).message),
  })
  return { clock, tried, failures, contents, machines, layers }
}

describe('the layer stores of several machines', () => {
  it('are filled when the hub has its images, each by its own machine, and again where that failed', async () => {
    const { clock, tried, failures, contents, layers } = await layersOf('a', '../b')
    await using _ = layers
    layers.look()
    expect(tried).toEqual([])
    contents.value = { images: [], filled: {} }
    layers.look()
    layers.look()
    await until(() => failures.length === 2, 'both failures')
    expect(tried.toSorted()).toEqual(['../b', 'a'])
    expect(failures.toSorted()).toEqual(['The machine ../b is away.', 'The machine a is away.'])
    expect([layers.on('a'), layers.on('../b')]).toEqual([undefined, undefined])
    await clock.advance(60_000)
    await until(() => failures.length === 4, 'the next try')
    // An id is no path.
    expect(await readdir(directory)).toEqual(['machines'])
    expect(await readdir(join(directory, 'machines'))).toHaveLength(2)
  })

  it('are filled on a machine that comes later, and no more once the server stops', async () => {
    const { tried, failures, contents, machines, layers, clock } = await layersOf('a')
    const [first] = machines.splice(0) as typeof machines
    contents.value = { images: [], filled: {} }
    layers.look()
    expect(tried).toEqual([])
    machines.push(first as (typeof machines)[number])
    layers.look()
    await until(() => failures.length === 1, 'the try')
    await layers[Symbol.asyncDispose]()
    await clock.advance(60_000)
    layers.look()
    expect([tried, clock.timers]).toEqual([['a'], 0])
  })
})
