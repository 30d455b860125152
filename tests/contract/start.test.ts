import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { decodeJwt } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findEngine } from '../../sandbox-server/drivers/docker-engine/find-engine.ts'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import { Reader, until } from '../support/reader.ts'

const PROJECT = join(import.meta.dirname, '../..')

let docker: Docker
let stateDirectory: string
let running: Started[]

/** One `npm start`, as a host types it. */
interface Started {
  readonly npm: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

function start(environment: NodeJS.ProcessEnv = {}, words: readonly string[] = []): Started {
  const npm = spawn('npm', ['start', '--silent', '--', ...words], {
    cwd: PROJECT,
    env: { ...process.env, PORT: '0', STATE_DIRECTORY: stateDirectory, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const started = {
    npm,
    said: () => said,
    ended: new Promise<number | null>((resolve) => npm.once('close', resolve)),
  }
  running.push(started)
  return started
}

async function address({ said }: Started): Promise<string> {
  await until(() => /Open http/.test(said()), 'the address')
  return /Open (http\S+)/.exec(said())?.[1] as string
}

/** The process that serves, some generations below npm. */
async function serverOf({ npm }: Started): Promise<number> {
  let pid = npm.pid as number
  for (;;) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const [child] = children.trim().split(' ').filter(Boolean)
    if (child === undefined) return pid
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8')
    pid = Number(child)
    if (command.includes('tools/start.ts') && !command.includes('bootstrap')) return pid
  }
}

async function leftovers(): Promise<number> {
  const name = (await readFile(join(stateDirectory, 'deployment'), 'utf8')).trim()
  const filters = deploymentFilter(name)
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ])
  return containers.length + networks.length + (volumes.Volumes ?? []).length
}

beforeAll(async () => {
  docker = (await findEngine(process.env)).docker
})

beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-start-'))
  running = []
})

afterEach(async () => {
  for (const { npm, ended } of running) {
    npm.kill('SIGTERM')
    await ended
  }
  const name = await readFile(join(stateDirectory, 'deployment'), 'utf8').catch(() => undefined)
  if (name) await sweepLeftovers(docker, name.trim())
  await rm(stateDirectory, { recursive: true })
})

describe('npm start', () => {
  it('serves the site and live terminals, and leaves nothing when it is stopped', async () => {
    const started = start()
    const url = await address(started)
    expect(await (await fetch(url)).text()).toContain('Docker Blitz')
    const reader = new Reader(url)
    expect((await reader.client.exec('docker version')).status).toBe(0)
    expect(await leftovers()).toBeGreaterThan(0)
    reader.client.dispose()
    started.npm.kill('SIGTERM')
    await started.ended
    expect(started.said()).toContain('✓ Stopping')
    expect(await leftovers()).toBe(0)
  })

  it('logs what happens by session, and never what a reader types, sees or holds', async () => {
    const started = start({ LOG_LEVEL: 'debug' })
    const reader = new Reader(await address(started))
    const terminal = reader.open('basics/logged')
    expect(await terminal.run('echo typed-$((6 * 7))-secret')).toBe(0)
    expect((await reader.client.exec('echo silent-secret')).stdout).toBe('silent-secret\n')
    const token = reader.token as string
    const { sub } = decodeJwt(token)
    reader.client.reset()
    await until(() => terminal.error !== undefined, 'the end of the shell')
    reader.client.dispose()
    started.npm.kill('SIGTERM')
    await started.ended
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
    const parts = token.split('.')
    for (const secret of ['secret', 'typed-', 'basics/logged', sub as string, token, ...parts]) {
      expect(said).not.toContain(secret)
    }
  })

  it('removes what a server that was killed has left', async () => {
    const killed = start()
    await address(killed)
    await until(async () => (await leftovers()) > 0, 'a warm sandbox')
    process.kill(await serverOf(killed), 'SIGKILL')
    await killed.ended
    expect(await leftovers()).toBeGreaterThan(0)
    const again = start({ WARM_SANDBOXES: '0' })
    await address(again)
    expect(again.said()).toMatch(/left over by an earlier server: removed/)
    again.npm.kill('SIGTERM')
    await again.ended
    expect(await leftovers()).toBe(0)
  })

  it('is not started twice from one state directory', async () => {
    await address(start({ LIVE_TERMINALS: 'off' }))
    const second = start({ LIVE_TERMINALS: 'off' })
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(
      `A server with the state directory ${stateDirectory} runs already. ` +
        'Stop it, or set another STATE_DIRECTORY.',
    )
  })

  it('starts without an engine, and says that live terminals are off', async () => {
    const url = await address(start({ DOCKER_HOST: 'unix:///nowhere.sock' }))
    expect(running[0]?.said()).toContain('unix:///nowhere.sock')
    expect(running[0]?.said()).toContain('Live terminals are off')
    expect((await fetch(url)).status).toBe(200)
  })

  it.each([
    [{ PORT: 'http' }, [], 2, 'PORT=http is not usable: it takes a whole number.'],
    [{ HOST: '192.0.2.1' }, [], 1, 'HOST=192.0.2.1 is no address of this machine.'],
    [{}, ['--port=1'], 2, "Unknown option '--port': see npm start -- --help."],
  ] as const)('with %o %o ends with one sentence', async (environment, words, status, sentence) => {
    const started = start({ LIVE_TERMINALS: 'off', ...environment }, words)
    expect(await started.ended).toBe(status)
    expect(started.said()).toContain(sentence)
    expect(started.said()).not.toContain('    at ')
  })

  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const started = start({ LIVE_TERMINALS: 'off', PORT: String(port) })
    expect(await started.ended).toBe(1)
    expect(started.said()).toContain(
      `Port ${port} is taken by another program. Set another: PORT=8001 npm start`,
    )
    other.close()
  })

  it('lists every setting', async () => {
    const started = start({}, ['--help'])
    expect(await started.ended).toBe(0)
    expect(started.said()).toContain('SANDBOX_MEMORY_MIB  (MiB; default 1536)')
  })
})
