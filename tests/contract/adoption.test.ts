import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import {
  addressOf,
  killServer,
  type Started,
  serverOf,
  stop,
  TestHost,
} from '../support/npm-start.ts'
import { Reader, until } from '../support/reader.ts'

let host: TestHost
let port: string

beforeEach(async () => {
  host = await TestHost.open()
  port = String(await freePort())
})

afterEach(() => host[Symbol.asyncDispose]())

const start = (environment: NodeJS.ProcessEnv = {}) =>
  host.start({ PORT: port, WARM_SANDBOXES: '0', WARM_SANDBOXES_MAXIMUM: '0', ...environment })

/** As a host does it before an upgrade. */
async function drain(server: Started): Promise<unknown> {
  process.kill(await serverOf(server), 'SIGUSR2')
  return server.ended
}

/** What a reader whose sandbox is up last heard of it. */
function readyStatus({ statuses }: Reader) {
  const status = statuses.at(-1)
  if (status?.state !== 'ready') throw new Error(`The sandbox is ${status?.state}.`)
  return status
}

const isBack = (reader: Reader) =>
  until(() => reader.client.status === 'connected', 'the connection')

describe('a server that is killed', () => {
  it('leaves files, images, containers and the end of the time as they were', async () => {
    const killed = start()
    using reader = new Reader(await addressOf(killed))
    const began = performance.now()
    const terminal = reader.open('basics/works')
    expect(await terminal.run('docker container run -d --name web alpine:latest sleep 1000')).toBe(
      0,
    )
    expect(await terminal.run('docker image tag alpine:latest mine:1; touch ~/here')).toBe(0)
    const before = readyStatus(reader)
    await killServer(killed)
    await addressOf(start())
    await isBack(reader)
    const found = 'docker container exec web true && docker image inspect mine:1 && ls ~/here'
    expect((await reader.client.exec(found)).status).toBe(0)
    const after = readyStatus(reader)
    expect(after.id).toBe(before.id)
    const gone = before.secondsLeft - after.secondsLeft
    expect(gone).toBeGreaterThan(0)
    expect(gone).toBeLessThanOrEqual((performance.now() - began) / 1000 + 1)
    reader.client.reset()
    await until(() => terminal.error !== undefined, 'the end of the shell')
    await until(async () => (await host.leftovers()) === 0, 'the end of the sandbox')
  })

  it('says of a shell that ended meanwhile how it ended', async () => {
    const killed = start()
    using reader = new Reader(await addressOf(killed))
    const terminal = reader.open('basics/ends')
    await until(() => terminal.prompts > 0, 'the prompt')
    terminal.channel.write('while [ ! -e ~/go ]; do sleep 0.1; done; echo last words; exit 7\r')
    await until(() => terminal.text.includes('exit 7\n'), 'the echo')
    await reader.client.exec('(sleep 2; touch ~/go) > /dev/null 2>&1 &')
    await killServer(killed)
    await addressOf(start())
    await until(() => terminal.exit !== undefined || terminal.error !== undefined, 'the end')
    expect(terminal.text).toContain('\nlast words\n')
    expect(terminal.exit).toEqual({ status: 7, signal: null })
  })

  it('leaves nothing for good where the reader does not come back', async () => {
    const killed = start()
    const reader = new Reader(await addressOf(killed))
    expect((await reader.client.exec('true')).status).toBe(0)
    reader.leave()
    await killServer(killed)
    expect(await host.leftovers()).toBe(1)
    await addressOf(start({ SANDBOX_IDLE_MINUTES: '0.1' }))
    expect(await host.leftovers()).toBe(1)
    await until(async () => (await host.leftovers()) === 0, 'the end of the sandbox')
  })

  it.each([
    ['removed', () => host.removeSandboxes()],
    // As an engine does that is started anew.
    ['stopped', () => host.stopSandboxes()],
  ])('is followed by one that says so where a sandbox was %s meanwhile', async (_, end) => {
    const killed = start()
    using reader = new Reader(await addressOf(killed))
    const terminal = reader.open('basics/lost')
    expect(await terminal.run('true')).toBe(0)
    await killServer(killed)
    await end()
    await addressOf(start())
    await until(() => terminal.error !== undefined, 'the news')
    expect(reader.statuses.at(-1)?.state).not.toBe('ready')
    expect(await reader.open('basics/new').run('true')).toBe(0)
    expect(await host.leftovers()).toBe(1)
  })
})

describe('a server that is stopped for an upgrade', () => {
  it.each([
    ['by its signal', {}, drain],
    ['by its setting', { WHEN_STOPPED: 'keep' }, stop],
  ] as const)('%s leaves what readers have to the next one', async (_, environment, end) => {
    const first = start({
      WARM_SANDBOXES: '1',
      WARM_SANDBOXES_MAXIMUM: '1',
      ...environment,
    })
    using reader = new Reader(await addressOf(first))
    const terminal = reader.open('basics/upgraded')
    expect(await terminal.run('answer=42')).toBe(0)
    await until(async () => (await host.leftovers()) === 2, 'a warm sandbox beside')
    await end(first)
    expect(first.said()).toContain("readers' sandboxes stay for the next start")
    expect(await host.leftovers()).toBe(1)
    const next = start()
    await addressOf(next)
    expect(await terminal.run('echo "it is $answer"')).toBe(0)
    expect(terminal.text).toContain('\nit is 42\n')
    await stop(next)
    expect(await host.leftovers()).toBe(0)
  })
})
