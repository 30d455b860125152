import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Freezer } from '../../sandbox-server/drivers/docker-engine/freezer.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import { adoptSandbox, startSandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import { type EngineUnderTest, engineUnderTest, testKey } from '../support/engine.ts'
import { patient } from '../support/patience.ts'

const BOUNDS = { outputBytes: 1000, milliseconds: patient(30_000) }

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

const create = async (id: string) =>
  engine.driver.create({ id, authorizedKey: (await testKey()).publicKey })
const container = (id: string) => engine.docker.getContainer(`${engine.deployment}-${id}`)
const engineSays = async (id: string) => (await container(id).inspect()).State.Status

/** Elsewhere the engine pauses. */
const canFreeze = async (id: string) => {
  const { Id, State } = await container(id).inspect()
  return (await Freezer.find(State.Pid, Id)) !== undefined
}

describe('a sandbox that is frozen without its engine', () => {
  it('runs for the engine, and is removed with what a killed server left', async (test) => {
    const handle = await create('frozen')
    test.skip(!(await canFreeze('frozen')), 'This process may not freeze containers.')
    await handle.pause()
    expect(await engineSays('frozen')).toBe('running')
    expect(await sweepLeftovers(engine.docker, engine.deployment)).toBe(1)
    await handle.lost
    expect(await handle.state()).toBe('gone')
  })
})

describe('a sandbox that a killed server left frozen', () => {
  it('is taken over by the next one, and goes on', async () => {
    const key = await testKey()
    const sandbox = await startSandbox({ driver: engine.driver, key, id: 'left' })
    await sandbox.connection.exec('echo kept > /tmp/file', BOUNDS)
    await sandbox.handle.pause()
    sandbox.release()
    const [handle] = (await engine.driver.list()).filter(({ id }) => id === 'left')
    if (!handle) throw new Error('The sandbox has gone.')
    const adopted = await adoptSandbox({ handle, key })
    expect((await adopted.connection.exec('cat /tmp/file', BOUNDS)).stdout).toBe('kept\n')
    await adopted.destroy()
  })
})

describe('a sandbox that the engine has paused, for an earlier server', () => {
  it('is resumed by the engine, which would call it paused for ever', async () => {
    await create('paused')
    await container('paused').pause()
    const [found] = await engine.driver.list()
    expect(await found?.state()).toBe('paused')
    await found?.resume()
    expect(await engineSays('paused')).toBe('running')
    expect(await found?.state()).toBe('running')
    await found?.destroy()
  })
})
