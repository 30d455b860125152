import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { PATIENCE, patient } from '../support/patience.ts'
import { startApp, Visitor } from '../support/previews.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Longer on a slower machine, where what a busy sandbox does comes later. */
const PAUSE_MILLISECONDS = patient(1000)

let engine: EngineUnderTest
let server: TestServer

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

beforeEach(async () => {
  const limits = { pauseMilliseconds: PAUSE_MILLISECONDS }
  server = await startServer({ driver: engine.driver, limits })
})

afterEach(() => server[Symbol.asyncDispose]())

const state = async () => (await engine.driver.list())[0]?.state()
const isPaused = () => until(async () => (await state()) === 'paused', 'the pause')
/** What runs in the one sandbox, or is frozen. */
const programs = async () => {
  const filters = deploymentFilter(engine.deployment)
  const [container] = await engine.docker.listContainers({ filters })
  return JSON.stringify(await engine.docker.getContainer(container?.Id ?? '').top())
}
const pauses = () => server.events.filter(({ kind }) => kind === 'paused').length

describe('a sandbox in which nothing happens', () => {
  it('is paused, and goes on at a key as if it had not been', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/quiet')
    expect(await terminal.run('answer=42')).toBe(0)
    await isPaused()
    expect(await terminal.run('echo "it is $answer"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42\n')
    expect(await state()).toBe('running')
    await isPaused()
    expect(reader.statuses.at(-1)).toMatchObject({ state: 'ready' })
  })

  it('is woken by a silent command, and by a page that comes', async () => {
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await isPaused()
    expect((await reader.client.exec('docker container run --rm alpine true')).status).toBe(0)
    await isPaused()
    using tab = new Reader(server.address, reader.token)
    tab.open('basics/tab', { resume: true })
    await until(async () => (await state()) === 'running', 'the waking')
  })

  it('answers for the app of a container', async () => {
    using reader = new Reader(server.address)
    await startApp(reader)
    const visitor = await Visitor.enter(await reader.client.preview(8080))
    await isPaused()
    expect((await visitor.ask('')).status).toBe(200)
    await isPaused()
  })

  it('has no engine meanwhile, and one again when it is asked something', async () => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/rest')
    expect(await terminal.run('docker container run --name ended alpine true')).toBe(0)
    await isPaused()
    expect(await programs()).not.toContain('dockerd')
    expect(await terminal.run('docker container ls --all')).toBe(0)
    expect(terminal.text).toContain('ended')
  })

  it.each([
    ['a container runs', 'docker container run --detach alpine sleep 600'],
    ['a command waits for it', 'docker events & sleep 0.1'],
  ])('keeps its engine where %s', async (_, command) => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/kept')
    expect(await terminal.run(command)).toBe(0)
    await isPaused()
    expect(await programs()).toContain('dockerd')
  })

  it('ends while it is paused', async () => {
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await isPaused()
    reader.client.reset()
    await until(async () => (await state()) === undefined, 'the end')
  })
})

describe('a sandbox in which something happens', () => {
  it.each([
    ['prints', `for n in 1 2 3 4 5 6 7 8 9; do sleep ${0.4 * PATIENCE}; echo $n; done`],
    ['works in silence', `timeout ${6 * PATIENCE} sh -c "while :; do :; done"`],
  ])('is not paused while it %s', async (_, command) => {
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/busy')
    await terminal.run(command)
    expect(pauses()).toBe(0)
    await isPaused()
  })
})
