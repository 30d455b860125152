import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NodeSandboxes } from '../../sandbox-server/nodes/node-driver.ts'
import { type ContainedNode, startContainedNode } from '../support/contained-node.ts'
import { type EngineUnderTest, engineUnderTest, testKey } from '../support/engine.ts'
import { IS_LONG } from '../support/length.ts'
import { driverSuite } from './driver-suite.ts'

// By the same wire as in `driver.test.ts`: what is new is the way from the container to the kernel.
if (IS_LONG) {
  driverSuite('a node program in a container', async () => {
    await using opened = new AsyncDisposableStack()
    const engine = opened.use(await engineUnderTest())
    const { link } = opened.use(await startContainedNode(engine))
    const driver = () => new NodeSandboxes(link, 'one').driver('')
    const held = opened.move()
    return {
      driver: driver(),
      successor: driver,
      dials: process.getuid?.() === 0,
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    }
  })
}

describe.runIf(process.getuid?.() === 0)('a node program in a container', () => {
  let engine: EngineUnderTest
  let node: ContainedNode

  beforeAll(async () => {
    engine = await engineUnderTest()
    node = await startContainedNode(engine)
  })

  afterAll(async () => {
    await node?.[Symbol.asyncDispose]()
    await engine?.[Symbol.asyncDispose]()
  })

  it('reaches, freezes and measures sandboxes by the kernel, without the engine', async () => {
    const driver = new NodeSandboxes(node.link, 'one').driver('')
    const { publicKey: authorizedKey } = await testKey()
    const handle = await driver.create({ id: 'frozen', authorizedKey })
    const greeting = await handle.connect()
    await once(greeting, 'data')
    greeting.destroy()
    const socket = await handle.dial('/run/blitz/ssh')
    expect(socket).not.toBe(undefined)
    socket?.destroy()
    await handle.pause()
    expect(await handle.state()).toBe('paused')
    const { State } = await engine.docker.getContainer(`${engine.deployment}-frozen`).inspect()
    expect(State.Paused).toBe(false)
    expect(await handle.memoryBytes()).toBeGreaterThan(0)
    const { availableBytes, diskBytes } = await driver.room()
    expect(availableBytes).toBeGreaterThan(0)
    expect(diskBytes).toBeGreaterThan(0)
    await handle.destroy()
  })
})
