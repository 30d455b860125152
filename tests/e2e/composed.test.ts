import { networkInterfaces } from 'node:os'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { Compose } from '../support/compose.ts'
import { IS_LONG } from '../support/length.ts'
import { Reader, until } from '../support/reader.ts'

// Minutes for the image alone: `compose.test.ts` of the contract has what is quick.
describe.runIf(IS_LONG)('docker compose up', () => {
  let compose: Compose
  let browser: Browser

  beforeAll(async () => {
    browser = await launchBrowser()
    compose = await Compose.open()
    await compose.up()
  }, 1_200_000)

  afterAll(async () => {
    await browser?.close()
    await compose?.[Symbol.asyncDispose]()
  }, 300_000)

  it('serves a chapter whose blocks run, and says that it is healthy', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${compose.address}/welcome/`)
    const block = reader.block('welcome/first')
    await block.run()
    await block.shows('This is your own sandbox')
    expect(reader.errors).toEqual([])
    expect((await compose.server()).State.Health?.Status).toBe('healthy')
  })

  it('finds nothing wrong from within, and reaches sandboxes directly', async () => {
    const { stdout } = await compose.run(['run', '--rm', 'server', 'doctor', '--json'])
    const report = JSON.parse(stdout)
    expect(report.liveTerminals).toBe(true)
    const states = Object.fromEntries(
      report.checks.map(({ name, state }: { name: string; state: string }) => [name, state]),
    )
    expect(states).toMatchObject({ Node: 'good', Engine: 'good', Probe: 'good' })
    expect(JSON.stringify(report)).toContain('is reached directly')
  })

  it('knows the disk of the engine, which it cannot see', async () => {
    const { stdout } = await compose.run(['exec', 'server', 'df', '--output=avail', '/'])
    expect(Number(stdout.split('\n')[1])).toBeGreaterThan(0)
  })

  it('listens at loopback alone', async () => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .flatMap((one) => (one && !one.internal && one.family === 'IPv4' ? [one.address] : []))
    for (const address of addresses) {
      await expect(fetch(`http://${address}:${compose.port}/healthz`)).rejects.toThrow()
    }
  })

  it('keeps shells and what they do while its container is replaced', async () => {
    using reader = new Reader(compose.address)
    const terminal = reader.open('welcome/upgraded')
    expect(await terminal.run('mine=$((6 * 7))')).toBe(0)
    const { Id: before } = await compose.server()
    await compose.run(['up', '--detach', '--wait', '--force-recreate'])
    expect((await compose.server()).Id).not.toBe(before)
    await until(() => reader.client.status === 'connected', 'the connection')
    expect(await terminal.run('[ "$mine" = 42 ]')).toBe(0)
  })

  it('names a command that the image has not', async () => {
    const said = await compose.ask(['run', '--rm', 'server', 'lessons'])
    expect(said.status).toBe(2)
    expect(said.stderr).toContain(
      'There is no command "lessons" here: use start, doctor, hub, image, node, rehearse, swarm or workshop.',
    )
  })

  it('says in one sentence that the container has no socket of the engine', async () => {
    const nowhere = { DOCKER_SOCKET: '/dev/null' }
    const said = await compose.ask(['run', '--rm', 'server', 'doctor', '--json'], nowhere)
    expect(said.status).toBe(1)
    expect(said.stdout).toContain("this container does not have the engine's socket")
  })

  it('takes everything off the machine again', async () => {
    await compose.run(['stop'])
    const { stdout } = await compose.run([
      'run',
      '--rm',
      '--entrypoint',
      'cat',
      'server',
      '/var/lib/docker-blitz/deployment',
    ])
    await compose.run(['run', '--rm', 'server', 'hub', 'remove'])
    const filters = deploymentFilter(stdout.trim())
    expect(await compose.docker.listContainers({ all: true, filters })).toEqual([])
  })
})
