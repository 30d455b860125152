import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SETTINGS } from '../../../sandbox-server/settings.ts'

const PROJECT = join(import.meta.dirname, '../../..')

interface Service {
  readonly environment: Readonly<Record<string, string | null>>
  readonly volumes: readonly string[]
  readonly [other: string]: unknown
}

type Services = Readonly<Record<'server' | 'node' | 'owner' | 'caddy', Service>>

async function read(name: string) {
  return parse(await readFile(join(PROJECT, name), 'utf8'), { merge: true })
}

async function services(): Promise<Services> {
  return (await read('compose.apart.yaml')).services
}

/** Where the image has its state, whatever the host says: in the volume. */
const OF_THE_IMAGE = 'STATE_DIRECTORY'

const SOCKET = 'unix:/run/docker-blitz/node.sock'

describe('compose.apart.yaml', () => {
  it('hands every setting of the host on to the server, with the values of compose.yaml', async () => {
    const { environment } = (await services()).server
    const wanted = Object.keys(SETTINGS).filter((name) => name !== OF_THE_IMAGE)
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(wanted))
    const { environment: whole } = (await read('compose.yaml')).services.server
    expect(environment).toEqual({ ...whole, BLITZ_INSTALLATION: 'apart', NODES: SOCKET })
  })

  it('gives the server no engine, no capability, no process of the machine and no root', async () => {
    const { server } = await services()
    // User 1000 is every reader, and the kernel counts what a user has.
    const dockerfile = await readFile(join(PROJECT, 'deploy/Dockerfile'), 'utf8')
    expect(dockerfile).toContain('useradd --uid 10001 ')
    expect(server['user']).toBe('10001:10001')
    expect(server).toMatchObject({ cap_drop: ['ALL'], read_only: true })
    expect(server).toMatchObject({ security_opt: ['no-new-privileges:true'] })
    for (const name of ['cap_add', 'privileged', 'pid', 'cgroup', 'devices']) {
      expect(server[name], name).toBeUndefined()
    }
    expect(server.volumes).toEqual(['state:/var/lib/docker-blitz', 'node:/run/docker-blitz:ro'])
  })

  it('gives the node program the engine, and nothing of the server but their socket', async () => {
    const { node } = await services()
    expect(node.environment['NODE_LISTEN']).toBe(SOCKET)
    expect(node['network_mode']).toBe('none')
    // `docker compose up --wait` fails where a service that goes on has no check.
    expect(node['healthcheck']).toMatchObject({ test: expect.arrayContaining(['CMD', 'node']) })
    expect(node['cap_add']).toEqual(['DAC_OVERRIDE', 'MAC_ADMIN', 'SYS_PTRACE'])
    expect(node.volumes.filter((volume) => volume.startsWith('state'))).toEqual([])
    expect(node.volumes).toContain('node:/run/docker-blitz')
  })

  it('is the same deployment as compose.yaml, so that hosts can change over', async () => {
    const [apart, whole] = [await read('compose.apart.yaml'), await read('compose.yaml')]
    expect(apart.name).toBe(whole.name)
    expect(Object.keys(apart.volumes)).toEqual(expect.arrayContaining(Object.keys(whole.volumes)))
    expect(apart.services.server.build).toEqual(whole.services.server.build)
    expect(apart.services.caddy.extends).toEqual({ file: 'compose.yaml', service: 'caddy' })
  })

  it('bounds logs, and starts both programs again after a boot', async () => {
    const { server, node } = await services()
    for (const service of [server, node]) {
      expect(service).toMatchObject({
        restart: 'unless-stopped',
        logging: { options: { 'max-size': expect.any(String), 'max-file': expect.any(String) } },
      })
    }
  })
})
