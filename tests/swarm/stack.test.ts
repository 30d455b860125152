import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { ensureSandboxImage } from '../../sandbox-server/images/image.ts'
import { TEST_IMAGE } from '../support/engine.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { builtSite } from '../support/site.ts'
import type { TestMachine } from '../support/swarm/machine.ts'
import { SERVER_USER } from '../support/swarm/programs-image.ts'
import { TestStack } from '../support/swarm/stack.ts'
import { TestSwarm } from '../support/swarm/test-swarm.ts'

/** Longer than a machine is cut off here, and no longer than a test should wait. */
const LOST_SECONDS = 25
const CUT_MILLISECONDS = 20_000

let swarm: TestSwarm
let stack: TestStack

beforeAll(async () => {
  await builtSite()
  const { docker } = await findEngine(process.env)
  const image = await ensureSandboxImage(docker, TEST_IMAGE)
  swarm = await TestSwarm.start({ nodes: 3, images: [image] })
  stack = await TestStack.deploy(swarm, { NODE_LOST_SECONDS: String(LOST_SECONDS) })
  await stack.untilMachines('active', ['node-1', 'node-2', 'node-3'])
})

afterAll(() => swarm?.[Symbol.asyncDispose]())

/** A reader whose sandbox is on a machine, and who has a shell there. */
async function readerOn(machine: TestMachine): Promise<Reader> {
  await stack.takeReadersOn([machine])
  const reader = new Reader(stack.address)
  expect(await reader.open('swarm/first').run('docker version')).toBe(0)
  await stack.takeReadersOn(swarm.nodes)
  return reader
}

describe('Docker Blitz on a Swarm of three machines', () => {
  it('gives a reader a sandbox on the machine that takes readers, whichever that is', async () => {
    using readers = new DisposableStack()
    for (const machine of swarm.nodes) {
      readers.use(await readerOn(machine))
      expect(await stack.sandboxesOn(machine), machine.name).toHaveLength(1)
    }
  })

  it('has a server without an engine, a capability or the rights of root', async () => {
    const server = await stack.task('server', swarm.manager)
    const { Config, HostConfig, Mounts, State } = (await server?.inspect()) ?? {}
    expect(Config?.User).toBe(`${SERVER_USER}:${SERVER_USER}`)
    expect(HostConfig?.Privileged).toBe(false)
    expect(HostConfig?.CapAdd ?? []).toEqual([])
    expect(JSON.stringify(Mounts)).not.toContain('docker.sock')
    const status = await swarm.command(['exec', server?.id ?? '', 'cat', '/proc/1/status'])
    expect(State?.Running).toBe(true)
    expect(status).toMatch(/^CapEff:\t0+$/m)
    expect(status).toMatch(/^CapBnd:\t0+$/m)
  })

  it('sends new readers elsewhere while a machine is drained, whose readers go on', async () => {
    const [, , drained] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    using reader = await readerOn(drained)
    const print = await NumberedPrint.begin(reader, 'swarm/drained')
    await swarm.command(['node', 'update', '--availability', 'drain', drained.name])
    await until(async () => !(await stack.machines('active')).includes(drained.name), 'the drain')
    const before = await stack.sandboxesOn(drained)
    using readers = new DisposableStack()
    for (const _ of swarm.nodes) {
      const other = readers.use(new Reader(stack.address))
      expect(await other.open('swarm/first').run('true')).toBe(0)
    }
    const after = await stack.sandboxesOn(drained)
    expect(after.filter((id) => !before.includes(id))).toEqual([])
    await print.expectWhole()
    await swarm.command(['node', 'update', '--availability', 'active', drained.name])
    await stack.untilMachines('active', ['node-1', 'node-2', 'node-3'])
  })

  it('keeps the shells of a machine that is cut off for a while, with every byte', async () => {
    const [, cut] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    using reader = await readerOn(cut)
    const print = await NumberedPrint.begin(reader, 'swarm/cut')
    await print.more()
    await cut.cut()
    const began = performance.now()
    await stack.untilMachines('away', [cut.name])
    await until(() => performance.now() - began > CUT_MILLISECONDS, 'the time of the cut')
    await cut.mend()
    await stack.untilMachines('active', ['node-1', 'node-2', 'node-3'])
    await print.more()
    await print.expectWhole()
  })

  it('keeps the shells while a node program is killed and started again', async () => {
    const [, fallen] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    using reader = await readerOn(fallen)
    const print = await NumberedPrint.begin(reader, 'swarm/fallen')
    await print.more()
    const before = await stack.task('node', fallen)
    await before?.kill()
    const isBack = async () =>
      ![undefined, before?.id].includes((await stack.task('node', fallen))?.id)
    await until(isBack, 'another node program')
    await stack.untilMachines('active', ['node-1', 'node-2', 'node-3'])
    await print.more()
    await print.expectWhole()
  })

  it('tells the readers of a machine that is lost, who go on elsewhere', async () => {
    const [, lost] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    using reader = await readerOn(lost)
    await lost.kill()
    await until(
      () => reader.statuses.at(-1)?.state === 'gone',
      'the news of the loss',
      patient(LOST_SECONDS * 1000 + 10_000),
    )
    expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'lost' })
    expect(await stack.machines('lost')).toEqual([lost.name])
    expect(await reader.open('swarm/again').run('docker version')).toBe(0)
    await lost.start()
    await stack.untilMachines('active', ['node-1', 'node-2', 'node-3'])
    // What it had is of no use to anybody.
    const isEmpty = async () => (await stack.sandboxesOn(lost)).length === 0
    await until(isEmpty, `no sandbox being left on ${lost.name}`)
  })

  it('takes in a machine that joins late', async () => {
    const late = await swarm.join()
    await stack.untilMachines('active', ['node-1', 'node-2', 'node-3', 'node-4'])
    using reader = await readerOn(late)
    expect(reader.statuses.at(-1)?.state).toBe('ready')
  })

  it('finds shells again when the server is started on another machine', async () => {
    const [first, second, third] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    using reader = await readerOn(third)
    const print = await NumberedPrint.begin(reader, 'swarm/moved')
    await print.more()
    await swarm.command(['node', 'update', '--label-rm', 'docker-blitz.server', first.name])
    await swarm.command(['node', 'update', '--label-add', 'docker-blitz.server=yes', second.name])
    await until(async () => (await stack.task('server', second)) !== undefined, 'the new server')
    await until(() => reader.client.status === 'connected', 'the connection')
    await print.more()
    await print.expectWhole()
  })
})
