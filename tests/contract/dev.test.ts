import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deploymentFilter } from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { Reader, until } from '../support/reader.ts'

let docker: Docker
let stateDirectory: string
let npm: ChildProcess
let ended: Promise<unknown>
let said: string

beforeEach(async () => {
  docker = (await findEngine(process.env)).docker
  stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-dev-'))
  said = ''
  npm = spawn('npm', ['run', 'dev', '--silent'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...ownEnvironment(process.env),
      PORT: '0',
      BASE: '/docker/',
      STATE_DIRECTORY: stateDirectory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  ended = once(npm, 'close')
  for (const stream of [npm.stdout, npm.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
})

afterEach(async () => {
  npm.kill('SIGTERM')
  await ended
  await rm(stateDirectory, { recursive: true })
})

/** Without the test runner's variables: Astro takes them for its own. */
function ownEnvironment({ PATH, HOME, TMPDIR, DOCKER_HOST }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH, HOME, TMPDIR, ...(DOCKER_HOST && { DOCKER_HOST }) }
}

async function leftovers(): Promise<number> {
  const name = (await readFile(join(stateDirectory, 'deployment'), 'utf8')).trim()
  return (await docker.listContainers({ all: true, filters: deploymentFilter(name) })).length
}

describe('npm run dev', () => {
  it('shows the sources with live terminals under one address and path, and leaves nothing', async () => {
    await until(() => /Open http/.test(said), 'the address', 100_000)
    const address = /Open (http[^ ,]+)/.exec(said)?.[1] as string
    expect(address).toMatch(/\/docker\/$/)
    const page = await (await fetch(`${address}authors/`)).text()
    expect(page).toContain('data-block="authors/note"')
    expect(page).toContain('/@vite/client')
    expect(page).toContain('href="/docker/welcome/"')
    const { origin } = new URL(address)
    const reader = new Reader(`${origin}/docker`, undefined, origin)
    expect(await reader.open('authors/note').run('docker version')).toBe(0)
    reader.client.dispose()
    expect(await leftovers()).toBeGreaterThan(0)

    npm.kill('SIGTERM')
    await ended
    expect(await leftovers()).toBe(0)
  })
})
