import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDockerEngineDriver } from '../../sandbox-server/drivers/docker-engine/driver.ts'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import { type EngineUnderTest, engineUnderTest, TEST_HOST, TEST_LIMITS } from '../support/engine.ts'
import { freePort } from '../support/free-port.ts'
import { addressOf, killServer, TestHost } from '../support/npm-start.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

const serve = (prepared: number) => startServer({ driver: engine.driver, live: { prepared } })

async function frozen(driver: SandboxDriver) {
  const handles = await driver.list()
  const states = await Promise.all(handles.map((handle) => handle.state()))
  return handles.filter((_, index) => states[index] === 'paused')
}

const areFrozen = (count: number, driver = engine.driver) =>
  until(async () => (await frozen(driver)).length === count, `${count} frozen sandboxes`)

describe('a prepared sandbox', () => {
  it('is frozen, takes no processor time, and works at once for the reader who comes', async () => {
    await using server = await serve(2)
    await areFrozen(2)
    const used = (handles: Awaited<ReturnType<typeof frozen>>) =>
      Promise.all(handles.map((handle) => handle.processorSeconds()))
    const handles = await frozen(engine.driver)
    const before = await used(handles)
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/first')
    expect(await terminal.run('answer=42; echo "it is $answer in $(tput cols)"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42 in 80\n')
    // The prompt that was known is there once, and so is what was typed.
    expect(terminal.text.match(/~ \$ answer=42/g)).toHaveLength(1)
    expect(terminal.prompts).toBe(2)
    expect(await terminal.run('docker container run --rm alpine echo hi')).toBe(0)
    expect(terminal.text).toContain('\nhi\n')
    expect(await reader.open('basics/second').run('true')).toBe(0)
    const [idle] = await frozen(engine.driver)
    const index = handles.findIndex(({ id }) => id === idle?.id)
    expect((await used(handles))[index]).toBe(before[index])
    expect(server.faults).toEqual([])
  })

  it('works for its reader where every byte and the freeze go by way of the engine', async () => {
    await using distant = await engineUnderTest(TEST_LIMITS, undefined, 'engine')
    await using server = await startServer({ driver: distant.driver, live: { prepared: 1 } })
    await areFrozen(1, distant.driver)
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/distant')
    expect(await terminal.run('echo "it is $((6 * 7))"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42\n')
    expect(terminal.prompts).toBe(2)
    expect(server.faults).toEqual([])
  })

  it('begins a shell in another directory, too, and runs a silent command', async () => {
    await using server = await serve(1)
    await areFrozen(1)
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/elsewhere', { directory: '/tmp' })
    expect((await reader.client.exec('echo silent')).stdout).toBe('silent\n')
    expect(await terminal.run('pwd')).toBe(0)
    expect(terminal.text).toContain('\n/tmp\n')
    expect(terminal.prompts).toBe(2)
  })

  it('is replaced where it is removed before anybody has it, and leaves with the server', async () => {
    const server = await serve(1)
    try {
      await areFrozen(1)
      const [first] = await frozen(engine.driver)
      await first?.destroy()
      await areFrozen(1)
      expect((await frozen(engine.driver))[0]?.id).not.toBe(first?.id)
    } finally {
      await server[Symbol.asyncDispose]()
    }
    expect(await engine.driver.list()).toEqual([])
  })
})

describe('a server that is killed', () => {
  it('leaves the shell of a prepared sandbox to the next one, and frozen ones are removed', async () => {
    await using host = await TestHost.open()
    const environment = {
      PORT: String(await freePort()),
      WARM_SANDBOXES: '0',
      WARM_SANDBOXES_MAXIMUM: '0',
    }
    const killed = host.start({ ...environment, PREPARED_SANDBOXES: '2' })
    const address = await addressOf(killed)
    const driver = createDockerEngineDriver({
      docker: host.docker,
      image: engine.image,
      deployment: await host.deployment(),
      limits: TEST_LIMITS,
      host: TEST_HOST,
    })
    await areFrozen(2, driver)
    using reader = new Reader(address)
    const terminal = reader.open('basics/kept')
    expect(await terminal.run('answer=42')).toBe(0)
    await killServer(killed)
    await addressOf(host.start(environment))
    expect(await host.leftovers()).toBe(1)
    expect(await terminal.run('echo "it is $answer"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42\n')
  })
})
