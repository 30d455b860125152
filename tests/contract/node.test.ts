import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxHandle } from '../../sandbox-server/drivers/driver.ts'
import { NodeSandboxes } from '../../sandbox-server/nodes/node-driver.ts'
import type { NodeLink } from '../../sandbox-server/nodes/node-link.ts'
import { type EngineUnderTest, engineUnderTest, testKey } from '../support/engine.ts'
import { NodeProgram } from '../support/node-program.ts'
import { type Started, stop } from '../support/npm-start.ts'
import { until } from '../support/reader.ts'

let engine: EngineUnderTest
let node: NodeProgram
let program: Started
let link: NodeLink
let handle: SandboxHandle
let isLost = false

const isConnected = () => link.state.value.state === 'connected'

async function expectGreeting(): Promise<void> {
  const stream = await handle.connect()
  expect(String((await once(stream, 'data'))[0])).toMatch(/^SSH-2\.0-/)
  stream.destroy()
}

beforeAll(async () => {
  engine = await engineUnderTest()
  node = await NodeProgram.open()
  program = await node.serve()
  link = node.link(engine.deployment)
  await until(isConnected, 'the connection')
  const { publicKey: authorizedKey } = await testKey()
  const driver = new NodeSandboxes(link, link.facts?.id as string).driver('')
  handle = await driver.create({ id: 'kept', authorizedKey })
  handle.lost.then(() => {
    isLost = true
  })
  await expectGreeting()
})

afterAll(async () => {
  link?.[Symbol.dispose]()
  await node?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('the node program', () => {
  it('says what its machine is, and how it stands', async () => {
    const { ID, Name } = await engine.docker.info()
    expect(link.facts).toMatchObject({ id: ID, name: Name, protocol: 1 })
    const room = await new NodeSandboxes(link, ID).room()
    expect(room.availableBytes).toBeGreaterThan(0)
    expect(room.pressure).toBeGreaterThanOrEqual(0)
    expect(room.busy).toBeGreaterThanOrEqual(0)
  })

  it('refuses a second server while the first is connected', async () => {
    using second = node.link(engine.deployment)
    await until(() => second.state.value.state === 'away', 'the refusal')
    expect(second.state.value).toMatchObject({
      why: expect.stringContaining('works for another server, connected from this machine since'),
    })
    expect(isConnected()).toBe(true)
  })

  it('is not started twice at one address', async () => {
    const second = node.start()
    expect(await second.ended).toBe(2)
    expect(second.said()).toContain(`listens at unix:${node.socket} is already running`)
    expect(isConnected()).toBe(true)
  })

  it('serves on what runs after it was killed, to the same server', async () => {
    program.process.kill('SIGKILL')
    await program.ended
    await until(() => !isConnected(), 'the end of the connection')
    program = await node.serve()
    await until(isConnected, 'the connection')
    await expectGreeting()
    expect(isLost).toBe(false)
  })

  it('leaves what runs when it is stopped, and ends it when no server comes again', async () => {
    link[Symbol.dispose]()
    expect(await stop(program)).toBe(0)
    const [left] = await engine.driver.list()
    expect(await left?.state()).toBe('running')
    program = await node.serve({ NODE_ORPHAN_MINUTES: '0.01' })
    await until(async () => (await engine.driver.list()).length === 0, 'the end of the sandbox')
    await until(() => program.said().includes('sandbox'), 'the word of it')
    expect(program.said()).toContain('No server for 0.01 minutes')
    await stop(program)
  })

  it('serves the readers of a drained machine to the end, and then ends', async () => {
    program = await node.serve()
    using server = node.link(engine.deployment)
    await until(() => server.state.value.state === 'connected', 'the connection')
    const sandboxes = new NodeSandboxes(server, 'drained')
    let isLeaving = false
    server.news.subscribe(({ type }) => {
      if (type === 'leaving') isLeaving = true
    })
    const { publicKey: authorizedKey } = await testKey()
    handle = await sandboxes.driver('').create({ id: 'last', authorizedKey })
    await sandboxes.sayDrained(true)
    program.process.kill('SIGTERM')
    await until(() => isLeaving, 'the word that it leaves')
    await expectGreeting()
    await handle.destroy()
    expect(await program.ended).toBe(0)
    expect(program.said()).toContain('the last sandbox has ended')
  })
})
