import { spawn } from 'node:child_process'
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OutboundProxy } from '../../support/outbound-proxy.ts'

const TOOLS = join(import.meta.dirname, '../../../tools')

/** A project whose Node runs only once its library is there. */
let project: string

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'blitz-bootstrap-'))
  await mkdir(join(project, 'tools'))
  await mkdir(join(project, 'node_modules/.bin'), { recursive: true })
  for (const file of ['bootstrap.mjs', 'restarts.mjs']) {
    await copyFile(join(TOOLS, file), join(project, 'tools', file))
  }
  await writeLock('package-lock.json', '1.0.0')
  await writeLock('node_modules/.package-lock.json', '1.0.0')
  await program('node_modules/.bin/node', '[ -e "$0.library" ] || exit 127; echo ran; exit 3')
})

afterEach(() => rm(project, { recursive: true }))

/** A lock file with a package of that version, and with one that only another system has. */
async function writeLock(path: string, version: string): Promise<void> {
  const packages = {
    'node_modules/any': { version, integrity: `sha512-${version}` },
    ...(path === 'package-lock.json' && {
      '': { name: 'project' },
      'node_modules/of-another-system': { version: '1.0.0', optional: true },
    }),
  }
  await writeFile(join(project, path), JSON.stringify({ packages }))
}

async function program(path: string, script: string): Promise<void> {
  await writeFile(join(project, path), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

/** Runs it on a system that has no programs but the project's. */
async function bootstrap(env: Record<string, string> = { PATH: project }) {
  const child = spawn(process.execPath, ['tools/bootstrap.mjs', 'tools/any.ts'], {
    cwd: project,
    env,
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { status, out, err }
}

it('a Node that lacks its library says which package to install', async () => {
  const { status, out, err } = await bootstrap()
  expect({ status, out }).toEqual({ status: 127, out: '' })
  expect(err).toMatch(
    /^Node lacks a library: install the package libatomic1 \(Debian, Ubuntu\) or libatomic \(other systems\)\.$/m,
  )
})

it.runIf(process.getuid?.() === 0)('root gets the library, and then the program runs', async () => {
  await symlink('/bin/touch', join(project, 'touch'))
  await program('apt-get', `[ "$2" = update ] || touch "${project}/node_modules/.bin/node.library"`)
  const { status, out, err } = await bootstrap()
  expect({ status, out }).toEqual({ status: 3, out: 'ran\n' })
  expect(err).toBe('Installing libatomic1, which Node needs.\n')
})

describe('the packages of npm', () => {
  beforeEach(async () => {
    await program('npm', 'echo "npm $*" >&2')
    await program('node_modules/.bin/node', 'echo ran')
  })

  it('are not installed again for a lock file that is only newer', async () => {
    const later = new Date(Date.now() + 60_000)
    await utimes(join(project, 'package-lock.json'), later, later)
    expect(await bootstrap()).toEqual({ status: 0, out: 'ran\n', err: '' })
  })

  it('that a link leads to are left to the project that they belong to', async () => {
    const others = join(project, 'others')
    await rename(join(project, 'node_modules'), others)
    await symlink(others, join(project, 'node_modules'))
    await writeLock('package-lock.json', '1.0.1')
    // As `npm ci` begins.
    await program(
      'npm',
      `rm -rf node_modules/* && mkdir -p node_modules/.bin && cp node node_modules/.bin`,
    )
    await copyFile(join(others, '.bin/node'), join(project, 'node'))
    for (const name of ['rm', 'mkdir', 'cp']) await symlink(`/bin/${name}`, join(project, name))
    const { status, err } = await bootstrap()
    expect(status).toBe(0)
    expect(err).toContain('node_modules was a link')
    expect(await readdir(join(others, '.bin'))).toEqual(['node'])
  })

  it.each([
    ['the lock file asks for another version', () => writeLock('package-lock.json', '1.0.1')],
    ['none were installed', () => rm(join(project, 'node_modules/.package-lock.json'))],
  ])('are installed where %s', async (_, change) => {
    await change()
    const { status, err } = await bootstrap()
    expect(status).toBe(0)
    expect(err).toContain('npm ci --loglevel=error')
  })

  it("are downloaded through the proxy of the host's network", async () => {
    await using proxy = await OutboundProxy.open()
    await rm(join(project, 'npm'))
    const resolved = 'http://packages.invalid/any.tgz'
    const any = { version: '1.0.0', resolved, integrity: 'sha512-of-another-file' }
    const packages = {
      '': { name: 'project', dependencies: { any: '1.0.0' } },
      'node_modules/any': any,
    }
    const lock = { name: 'project', lockfileVersion: 3, requires: true, packages }
    await writeFile(join(project, 'package-lock.json'), JSON.stringify(lock))
    await writeFile(join(project, 'package.json'), JSON.stringify(packages['']))
    const { status } = await bootstrap({
      PATH: process.env['PATH'] ?? '',
      HOME: project,
      HTTP_PROXY: proxy.address,
      HTTPS_PROXY: proxy.address,
      // npm's own registry is not asked for anything beside.
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
      npm_config_fetch_retries: '0',
    })
    // What the proxy has is not what the lock file says.
    expect(status).not.toBe(0)
    expect(proxy.asked).toContain(`GET ${resolved}`)
  })
})
