import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withBoundedCalls } from '../../sandbox-server/engines/bounded-calls.ts'
import { type EngineUnderTest, engineUnderTest, TEST_LIMITS } from '../support/engine.ts'
import { HeldEngine } from '../support/held-engine.ts'
import { addressOf, serverOf, TestHost } from '../support/npm-start.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'

/** Longer than this machine's engine takes for any answer, else. */
const ANSWER_MILLISECONDS = patient(3000)

let engine: EngineUnderTest
let held: HeldEngine

beforeEach(async () => {
  engine = await engineUnderTest()
  held = await HeldEngine.before(engine.docker)
})

afterEach(async () => {
  held?.letGo()
  await held?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

/** A server whose way to the engine can be held. */
async function openHouse() {
  const docker = withBoundedCalls(await held.client(), ANSWER_MILLISECONDS)
  const behind = await engineUnderTest(TEST_LIMITS, docker)
  return { behind, server: await startServer({ driver: behind.driver }) }
}

describe('an engine that takes calls and never answers', () => {
  it('fails a start with a sentence, harms no reader who is in, and serves when it is back', async () => {
    const { behind, server } = await openHouse()
    await using _server = server
    using inside = new Reader(server.address)
    const terminal = inside.open('faults/inside')
    expect(await terminal.run('true')).toBe(0)
    held.hold()
    using waiting = new Reader(server.address)
    const waits = waiting.open('faults/waits')
    expect((await fetch(`${server.address}/readyz`)).status).toBe(503)
    expect(await terminal.run('docker container ls')).toBe(0)
    await until(() => waits.error !== undefined, 'the words in the terminal')
    expect(server.faults.map(String).join()).toContain('the engine did not answer within')
    held.letGo()
    expect(await waiting.open('faults/again').run('true')).toBe(0)
    await until(async () => (await behind.driver.list()).length === 2, 'two sandboxes alone')
  })

  it('does not keep a server that is to stop', async () => {
    const { behind, server } = await openHouse()
    {
      using reader = new Reader(server.address)
      expect(await reader.open('faults/inside').run('true')).toBe(0)
      held.hold()
      await server[Symbol.asyncDispose]()
    }
    held.letGo()
    await behind[Symbol.asyncDispose]()
  })
})

describe('npm start, with an engine that hangs', () => {
  it('ends at the second Ctrl+C', async () => {
    await using host = await TestHost.open()
    const started = host.start({
      DOCKER_HOST: `unix://${held.socket}`,
      WARM_SANDBOXES: '0',
      WARM_SANDBOXES_MAXIMUM: '0',
    })
    using reader = new Reader(await addressOf(started))
    expect(await reader.open('faults/inside').run('true')).toBe(0)
    held.hold()
    const server = await serverOf(started)
    process.kill(server, 'SIGINT')
    await until(() => started.said().includes('Stopping'), 'the begin of the stop')
    await until(() => {
      // As a person does who sees that nothing happens; in the end there is nobody to hear it.
      if (isAlive(server)) process.kill(server, 'SIGINT')
      return started.said().includes('Stopped at once.')
    }, 'the end')
    expect(await started.ended).not.toBe(0)
    held.letGo()
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
