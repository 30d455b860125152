import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseEngineAddress } from '../../sandbox-server/engines/engine-address.ts'
import {
  type EngineSurroundings,
  engineCandidates,
} from '../../sandbox-server/engines/engine-candidates.ts'
import { ask, findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { unreachableReason } from '../../sandbox-server/engines/unreachable-reason.ts'

let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blitz-engines-'))
})

afterAll(async () => {
  await rm(home, { recursive: true })
})

describe('an address', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '//./pipe/docker_engine' }],
    ['tcp://engine.example', { kind: 'tcp', host: 'engine.example', port: 2375 }],
    ['tcp://[::1]:99', { kind: 'tcp', host: '::1', port: 99 }],
    ['ssh://engine.example', { kind: 'ssh', destination: 'engine.example' }],
    [
      'ssh://ada@engine.example:2222',
      { kind: 'ssh', destination: 'ada@engine.example', port: 2222 },
    ],
  ])('%s is read', (text, address) => {
    expect(parseEngineAddress(text)).toEqual(address)
  })

  it.each(['', 'unix://', 'tcp://', 'ftp://engine.example', 'engine', 'ssh://-oProxyCommand=x'])(
    '"%s" is none',
    (text) => {
      expect(parseEngineAddress(text)).toBeUndefined()
    },
  )

  it('has another port with TLS', () => {
    const tls = { directory: '/certs', verify: true }
    expect(parseEngineAddress('tcp://engine.example', tls)).toEqual({
      kind: 'tcp',
      host: 'engine.example',
      port: 2376,
      tls,
    })
  })
})

describe('where an engine is looked for', () => {
  const surroundings: EngineSurroundings = {
    environment: {},
    home: '/home/ada',
    userId: 1000,
    platform: 'linux',
  }

  it('is the sockets that engines have by default, each once', () => {
    const environment = { XDG_RUNTIME_DIR: '/run/user/1000' }
    expect(engineCandidates({ ...surroundings, environment }).map(({ from }) => from)).toEqual([
      '/var/run/docker.sock',
      '/run/user/1000/docker.sock',
      '/home/ada/.docker/run/docker.sock',
      '/home/ada/.docker/desktop/docker.sock',
      '/home/ada/.colima/default/docker.sock',
      '/home/ada/.rd/docker.sock',
    ])
  })

  it('is one pipe on Windows', () => {
    expect(engineCandidates({ ...surroundings, platform: 'win32', userId: undefined })).toEqual([
      {
        from: '//./pipe/docker_engine',
        address: { kind: 'socket', path: '//./pipe/docker_engine' },
      },
    ])
  })

  it('is DOCKER_HOST alone where that is set, before any context', () => {
    const environment = { DOCKER_HOST: 'tcp://10.0.0.1:2376', DOCKER_CERT_PATH: '/certs' }
    const chosenContext = { name: 'lab', by: 'DOCKER_CONTEXT' as const }
    expect(engineCandidates({ ...surroundings, environment, chosenContext })).toEqual([
      {
        from: 'DOCKER_HOST=tcp://10.0.0.1:2376',
        chosenBy: 'DOCKER_HOST',
        address: {
          kind: 'tcp',
          host: '10.0.0.1',
          port: 2376,
          tls: { directory: '/certs', verify: false },
        },
      },
    ])
  })

  it("takes the client's own certificates where only DOCKER_TLS_VERIFY is set", () => {
    const environment = { DOCKER_HOST: 'tcp://10.0.0.1', DOCKER_TLS_VERIFY: '1' }
    expect(engineCandidates({ ...surroundings, environment })[0]?.address).toMatchObject({
      port: 2376,
      tls: { directory: '/home/ada/.docker', verify: true },
    })
  })

  it('is the chosen context, unless that is the default one', () => {
    const context = { host: 'ssh://lab.example' }
    const by = 'docker context use' as const
    expect(
      engineCandidates({ ...surroundings, chosenContext: { name: 'lab', by, context } }),
    ).toEqual([
      {
        from: 'Docker context lab (ssh://lab.example)',
        chosenBy: by,
        address: { kind: 'ssh', destination: 'lab.example' },
      },
    ])
    const fallback = engineCandidates({ ...surroundings, chosenContext: { name: 'default', by } })
    expect(fallback[0]?.from).toBe('/var/run/docker.sock')
  })
})

describe('an engine that was chosen', () => {
  it.each([
    [
      { DOCKER_HOST: 'unix:///nowhere' },
      'DOCKER_HOST=unix:///nowhere does not answer: there is no such socket. Start that engine, or unset DOCKER_HOST to use the one of this machine.',
    ],
    [
      { DOCKER_HOST: 'localhost' },
      'DOCKER_HOST=localhost is not usable: it takes unix:///path, tcp://host:port or ssh://user@host.',
    ],
    [
      { DOCKER_CONTEXT: 'lab' },
      'There is no Docker context lab, which DOCKER_CONTEXT chose: see docker context ls.',
    ],
  ])('%o stops the search with one sentence', async (environment, sentence) => {
    await expect(findEngine({ HOME: home, ...environment })).rejects.toMatchObject({
      kind: 'chosen',
      message: sentence,
    })
  })

  it("is read from the client's own files", async () => {
    await writeContext('desk', 'unix:///nowhere/desk.sock')
    await writeFile(join(home, '.docker/config.json'), '{"currentContext":"desk"}')
    await expect(findEngine({ HOME: home })).rejects.toThrow(
      'Docker context desk (unix:///nowhere/desk.sock) does not answer: there is no such socket. ' +
        'Start that engine, or choose another: docker context use default',
    )
  })
})

describe('a socket', () => {
  it('that nobody listens at any more is said to be so', async () => {
    const path = join(home, 'stale.sock')
    const server = createServer().listen(path)
    await once(server, 'listening')
    // Closing would remove the file; a process that was killed leaves it.
    await rename(path, `${path}.kept`)
    await closed(server)
    expect(await ask({ kind: 'socket', path: `${path}.kept` })).toEqual({
      why: 'nothing listens there',
    })
  })

  it('that says nothing is not waited for', async () => {
    const path = join(home, 'silent.sock')
    const server = createServer().listen(path)
    await once(server, 'listening')
    server.unref()
    expect(await ask({ kind: 'socket', path }, 100)).toEqual({
      why: 'nothing answered within 0.1 s',
    })
    await closed(server)
  })

  it('at which something else answers is no engine', async () => {
    const path = join(home, 'other.sock')
    const server = createHttpServer((_, response) => response.end('hello')).listen(path)
    await once(server, 'listening')
    expect(await ask({ kind: 'socket', path })).toEqual({
      why: 'what answers there is not a Docker engine',
    })
    await closed(server)
  })

  it('that belongs to another is said to be so', () => {
    const error = Object.assign(new Error('connect EACCES'), { code: 'EACCES' })
    expect(unreachableReason(error)).toBe('this user may not use the socket')
  })
})

async function writeContext(name: string, host: string): Promise<void> {
  const folder = createHash('sha256').update(name).digest('hex')
  const directory = join(home, '.docker/contexts/meta', folder)
  await mkdir(directory, { recursive: true })
  const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } }
  await writeFile(join(directory, 'meta.json'), JSON.stringify(meta))
}

async function closed(server: Server): Promise<void> {
  server.close()
  if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
}
