import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { Compose } from '../support/compose.ts'
import { IS_LONG } from '../support/length.ts'
import { Reader, until } from '../support/reader.ts'

/** Of `compose.apart.yaml`: no reader and nobody else of the machine is that user. */
const SERVER_USER = '10001:10001'

// Minutes for the image alone: `compose.test.ts` of the unit tests has what is quick.
describe.runIf(IS_LONG)('docker compose up, with two programs', () => {
  let compose: Compose
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
    compose = await Compose.open('compose.apart.yaml')
    // As hosts have it who had one program until now: its state belongs to root.
    await compose.up({ COMPOSE_FILE: 'compose.yaml' })
  }, 1_200_000)

  afterAll(async () => {
    await browser?.close()
    await compose?.[Symbol.asyncDispose]()
  }, 300_000)

  it('takes over from one program, whose state goes on', async () => {
    const before = await deployment()
    await compose.up()
    expect(await deployment()).toBe(before)
    await expectTerminal('welcome/parted')
  })

  it('serves a chapter whose blocks run', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${compose.address}/welcome/`)
    const block = reader.block('welcome/first')
    await block.run()
    await block.shows('This is your own sandbox')
    expect(reader.errors).toEqual([])
    expect((await compose.server()).State.Health?.Status).toBe('healthy')
  })

  it('gives the server no engine, no capability, no device, and not root', async () => {
    const { Config, HostConfig, Mounts, State } = await compose.server()
    expect(Config.User).toBe(SERVER_USER)
    expect(HostConfig).toMatchObject({ Privileged: false, ReadonlyRootfs: true, PidMode: '' })
    expect(HostConfig.CapAdd ?? []).toEqual([])
    expect(HostConfig.CapDrop).toEqual(['ALL'])
    expect(HostConfig.Devices ?? []).toEqual([])
    expect(Mounts.map(({ Destination, RW }) => [Destination, RW]).sort()).toEqual([
      ['/run/docker-blitz', false],
      ['/var/lib/docker-blitz', true],
    ])
    const { stdout } = await compose.run(['exec', 'server', 'cat', '/proc/self/status'])
    expect(stdout).toMatch(/^CapBnd:\s*0+$/m)
    expect(stdout).toMatch(/^NoNewPrivs:\s*1$/m)
    expect(State.Running).toBe(true)
    const written = await compose.ask(['exec', 'server', 'touch', '/srv/docker-blitz/tools/own.ts'])
    expect(written.stderr).toContain('Read-only file system')
  })

  it("lets the server's user alone to the node program", async () => {
    const socket = '/run/docker-blitz/node.sock'
    const connect = `require('net').connect('${socket}').once('connect',()=>process.exit(0)).once('error',(e)=>{console.log(e.code);process.exit(1)})`
    const as = (user: string) =>
      compose.ask(['exec', '--user', user, 'node', 'node', '--eval', connect])
    expect((await as(SERVER_USER)).status).toBe(0)
    for (const other of ['1000:1000', '10001:1000', '65534:65534'].values()) {
      expect(await as(other), other).toMatchObject({ status: 1, stdout: 'EACCES\n' })
    }
  })

  it('keeps the shells of readers while either program is started again', async () => {
    using reader = new Reader(compose.address)
    const terminal = reader.open('welcome/restarted')
    expect(await terminal.run('mine=$((6 * 7))')).toBe(0)
    for (const service of ['node', 'server']) {
      await compose.run(['kill', '--signal', 'KILL', service])
      await compose.run(['up', '--detach', '--wait'])
      await until(() => reader.client.status === 'connected', 'the connection')
      expect(await terminal.run('[ "$mine" = 42 ]'), service).toBe(0)
    }
  })

  it('finds nothing wrong from within the node program, and reaches sandboxes directly', async () => {
    const { stdout } = await compose.run(['run', '--rm', 'node', 'doctor', '--json'])
    const report = JSON.parse(stdout)
    expect(report.liveTerminals).toBe(true)
    expect(JSON.stringify(report)).toContain('is reached directly')
  })

  it('goes back to one program, which has the state on', async () => {
    const before = await deployment()
    await compose.run(['up', '--detach', '--wait', '--remove-orphans'], {
      COMPOSE_FILE: 'compose.yaml',
    })
    expect((await compose.run(['ps', '--all', '--quiet', 'node'])).stdout).toBe('')
    expect(await deployment()).toBe(before)
    await expectTerminal('welcome/joined')
  })

  async function deployment(): Promise<string> {
    const words = ['exec', 'server', 'cat', '/var/lib/docker-blitz/deployment']
    return (await compose.run(words)).stdout
  }

  async function expectTerminal(block: string): Promise<void> {
    using reader = new Reader(compose.address)
    expect(await reader.open(block).run('[ "$((6 * 7))" = 42 ]')).toBe(0)
  }
})
