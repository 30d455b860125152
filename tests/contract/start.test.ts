import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { addressOf, killServer, stop, TestHost } from '../support/npm-start.ts'
import { Reader, until } from '../support/reader.ts'

let host: TestHost

beforeEach(async () => {
  host = await TestHost.open()
})

afterEach(() => host[Symbol.asyncDispose]())

describe('npm start', () => {
  it('serves the site and live terminals, and leaves nothing when it is stopped', async () => {
    const started = host.start()
    const url = await addressOf(started)
    expect(await (await fetch(url)).text()).toContain('Docker Blitz')
    const reader = new Reader(url)
    expect((await reader.client.exec('docker version')).status).toBe(0)
    expect(await host.leftovers()).toBeGreaterThan(0)
    reader.client.dispose()
    await stop(started)
    expect(started.said()).toContain('✓ Stopping')
    expect(await host.leftovers()).toBe(0)
    expect(await host.layerStores()).toEqual([])
  })

  it('ends as soon as it is told to after a sandbox was lost, while its page stays', async () => {
    const started = host.start()
    using reader = new Reader(await addressOf(started))
    const terminal = reader.open('basics/lost')
    expect(await terminal.run('true')).toBe(0)
    await host.stopSandboxes()
    await until(() => terminal.error !== undefined, 'the news of the end')
    // What keeps it would do so for TERMINAL_DETACHED_MINUTES: longer than this test may take.
    await stop(started)
    expect(started.said()).toContain('✓ Stopping')
  })

  it('logs what happens by session, and never what a reader types, sees or holds', async () => {
    const started = host.start({ LOG_LEVEL: 'debug' })
    const reader = new Reader(await addressOf(started))
    const terminal = reader.open('basics/logged')
    expect(await terminal.run('echo typed-$((6 * 7))-secret')).toBe(0)
    expect((await reader.client.exec('echo silent-secret')).stdout).toBe('silent-secret\n')
    const token = reader.token as string
    const { sub } = decodeJwt(token)
    reader.client.reset()
    await until(() => terminal.error !== undefined, 'the end of the shell')
    expect((await reader.client.exec('true')).status).toBe(0)
    reader.client.dispose()
    await stop(started)
    const said = started.said()
    const lines = said
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
    const mine = lines.filter(({ session }) => session === sub?.slice(0, 8))
    expect(mine.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining([
        'A reader has a sandbox',
        'A shell was opened',
        'A silent command has run',
        "A reader's sandbox has ended",
      ]),
    )
    // The second one was ended by the stop, and is not told as one that was lost.
    expect(mine.flatMap(({ reason }) => reason ?? [])).toEqual(['reset'])
    const parts = token.split('.')
    for (const secret of ['secret', 'typed-', 'basics/logged', sub as string, token, ...parts]) {
      expect(said).not.toContain(secret)
    }
  })

  it('removes what a server that was killed has left and no reader has', async () => {
    const killed = host.start()
    await addressOf(killed)
    await until(async () => (await host.leftovers()) > 0, 'a warm sandbox')
    await killServer(killed)
    expect(await host.leftovers()).toBeGreaterThan(0)
    const again = host.start({ WARM_SANDBOXES: '0' })
    await addressOf(again)
    expect(again.said()).toMatch(/left over by an earlier server: removed/)
    await stop(again)
    expect(await host.leftovers()).toBe(0)
  })

  it('leaves nothing when the window of its terminal is closed', async () => {
    const window = host.command('script', ['-qec', 'npm start --silent', '/dev/null'])
    await addressOf(window)
    await until(async () => (await host.leftovers()) > 0, 'a warm sandbox')
    window.process.kill('SIGKILL')
    await until(async () => (await host.leftovers()) === 0, 'the end of the sandbox')
  })

  it('is not started twice from one state directory', async () => {
    await addressOf(host.start({ LIVE_TERMINALS: 'off' }))
    const second = host.start({ LIVE_TERMINALS: 'off' })
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(
      `A server with the state directory ${host.stateDirectory} is already running. ` +
        'Stop it, or set another STATE_DIRECTORY.',
    )
  })

  it('starts without an engine, and says that live terminals are off', async () => {
    const started = host.start({ DOCKER_HOST: 'unix:///nowhere.sock' })
    const url = await addressOf(started)
    expect(started.said()).toContain('unix:///nowhere.sock')
    expect(started.said()).toContain('Live terminals are off')
    expect((await fetch(url)).status).toBe(200)
  })

  it('serves its pages where it can keep nothing, and says what to do', async () => {
    const started = host.start({ STATE_DIRECTORY: '/dev/null/state' })
    const url = await addressOf(started)
    expect(started.said()).toContain('The state directory /dev/null/state cannot be used: ENOTDIR')
    expect(started.said()).toContain('Live terminals are off')
    expect(started.said()).not.toContain('    at ')
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
  })

  it('serves its pages where a key is broken, and says which', async () => {
    await writeFile(join(host.stateDirectory, 'sandbox-key'), 'half a k')
    const started = host.start()
    const url = await addressOf(started)
    expect(started.said()).toContain(
      `${host.stateDirectory}/sandbox-key is not a private key. Delete it, and a new one is made.`,
    )
    expect(started.said()).not.toContain('    at ')
    expect((await fetch(url)).status).toBe(200)
  })

  it.each([
    [{ PORT: 'http' }, [], 2, 'PORT=http is not usable: it takes a whole number.'],
    [{ HOST: '192.0.2.1' }, [], 1, 'HOST=192.0.2.1 is no address of this machine.'],
    [{}, ['--port=1'], 2, "Unknown option '--port': see npm start -- --help."],
  ] as const)('with %o %o ends with one sentence', async (environment, words, status, sentence) => {
    const started = host.start({ LIVE_TERMINALS: 'off', ...environment }, words)
    expect(await started.ended).toBe(status)
    expect(started.said()).toContain(sentence)
    expect(started.said()).not.toContain('    at ')
  })

  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const started = host.start({ LIVE_TERMINALS: 'off', PORT: String(port) })
    expect(await started.ended).toBe(1)
    expect(started.said()).toContain(
      `Port ${port} is taken by another program. Set another: PORT=8001 npm start`,
    )
    // Before it has taken over sandboxes that it would then have to remove.
    expect(started.said()).not.toContain('Stopping')
    // It may be that of a proxy, which hands on what comes there.
    const behind = host.start({
      LIVE_TERMINALS: 'off',
      PREVIEW_PORT: String(port),
      PREVIEW_LISTEN_PORT: String(await freePort()),
    })
    expect((await fetch(await addressOf(behind))).status).toBe(200)
    other.close()
  })

  it('lists every setting', async () => {
    const started = host.start({}, ['--help'])
    expect(await started.ended).toBe(0)
    expect(started.said()).toContain('SANDBOX_MEMORY_MIB  (MiB; default 1536)')
  })
})
