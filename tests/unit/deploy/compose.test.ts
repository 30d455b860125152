import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SETTINGS } from '../../../sandbox-server/settings.ts'
import { SHIPPED } from '../../../tools/shipped.ts'

const PROJECT = join(import.meta.dirname, '../../..')

interface Service {
  readonly environment: Readonly<Record<string, string | null>>
  readonly volumes: readonly string[]
  readonly cap_add: readonly string[]
  readonly [other: string]: unknown
}

const text = (name: string) => readFile(join(PROJECT, name), 'utf8')

async function services(): Promise<Readonly<Record<string, Service>>> {
  return parse(await text('compose.yaml'), { merge: true }).services
}

/** Where the image has its state, whatever the host says: in the volume. */
const OF_THE_IMAGE = 'STATE_DIRECTORY'

describe('compose.yaml', () => {
  it('hands every setting of the host on to the server', async () => {
    const { server } = await services()
    const wanted = Object.keys(SETTINGS).filter((name) => name !== OF_THE_IMAGE)
    expect(Object.keys(server?.environment ?? {})).toEqual(expect.arrayContaining(wanted))
    expect(server?.environment).not.toHaveProperty(OF_THE_IMAGE)
  })

  it('publishes no port, and leaves the server at loopback unless a host says otherwise', async () => {
    for (const service of Object.values(await services())) expect(service['ports']).toBeUndefined()
    const { server } = await services()
    expect(server?.environment['HOST']).toBeNull()
    expect(SETTINGS.HOST.fallback).toBe('127.0.0.1')
  })

  it('keeps what readers have at an upgrade, starts again after a boot, and bounds its logs', async () => {
    const { server, caddy } = await services()
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as compose reads it.
    expect(server?.environment['WHEN_STOPPED']).toBe('${WHEN_STOPPED:-keep}')
    for (const service of [server, caddy]) {
      expect(service).toMatchObject({
        restart: 'unless-stopped',
        logging: { options: { 'max-size': expect.any(String), 'max-file': expect.any(String) } },
      })
    }
  })

  it('gives neither service more than it needs', async () => {
    const { server, caddy } = await services()
    expect(server?.['privileged']).toBeUndefined()
    expect(server?.['cap_drop']).toEqual(['ALL'])
    expect(server?.cap_add).toEqual(['DAC_OVERRIDE', 'MAC_ADMIN', 'SYS_PTRACE'])
    expect(caddy?.cap_add).toEqual(['NET_BIND_SERVICE'])
    expect(caddy?.volumes.filter((volume) => volume.includes('docker.sock'))).toEqual([])
  })
})

describe("the server's image", () => {
  it('is built from what the server needs, and nothing else of the folder', async () => {
    const lines = (await text('.dockerignore')).split('\n').filter((line) => !line.startsWith('#'))
    expect(lines.filter(Boolean)).toEqual(['*', ...SHIPPED.map((name) => `!/${name}`)])
  })

  it('has the programs that the server would install on a machine', async () => {
    const dockerfile = await text('deploy/Dockerfile')
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
    for (const name of ['docker-registry', 'skopeo', 'apparmor', 'libatomic1', 'tini']) {
      expect(last).toMatch(new RegExp(`\\s${name}\\s`))
    }
  })
})
