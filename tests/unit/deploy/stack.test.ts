import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { describeNodeSettings, SETTINGS } from '../../../sandbox-server/settings.ts'
import { numberOf } from '../../../tools/swarm/certificate-sets.ts'
import { isOfRegistry } from '../../../tools/swarm/images.ts'

const PROJECT = join(import.meta.dirname, '../../..')

interface Service {
  readonly image: string
  readonly user: string
  readonly environment: Readonly<Record<string, string | null>>
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
  readonly cap_add?: readonly string[]
  readonly secrets?: readonly { readonly source: string; readonly target: string }[]
  readonly deploy: Readonly<Record<string, unknown>>
  readonly [other: string]: unknown
}

const text = (name: string) => readFile(join(PROJECT, name), 'utf8')

async function stack() {
  return parse(await text('stack.yaml'), { merge: true })
}

async function services(): Promise<Readonly<Record<'server' | 'node' | 'caddy', Service>>> {
  return (await stack()).services
}

/** Where the image has its state, whatever the host says: in the volume. */
const OF_THE_IMAGE = 'STATE_DIRECTORY'

/** Of the stack itself: for the server alone, a node program has no pages. */
const OF_THE_STACK = ['HOST', 'PORT', 'PREVIEW_LISTEN_PORT', 'PUBLIC_ORIGINS', 'TRUSTED_PROXIES']

describe('stack.yaml', () => {
  it('hands every setting of the host on to the server', async () => {
    const { environment } = (await services()).server
    const wanted = Object.keys(SETTINGS).filter((name) => name !== OF_THE_IMAGE)
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(wanted))
    expect(environment).not.toHaveProperty(OF_THE_IMAGE)
    for (const name of OF_THE_STACK) expect(environment[name]).toEqual(expect.any(String))
  })

  it('hands every setting of a node on to the node programs', async () => {
    const { environment } = (await services()).node
    const settings = [...describeNodeSettings().matchAll(/^ {2}([A-Z_]+) {2}\(/gm)]
    // Each machine has a name and an engine of its own.
    const own = [OF_THE_IMAGE, 'NODE_NAME', 'NODE_ID']
    const wanted = settings.map(([, name]) => name as string).filter((name) => !own.includes(name))
    expect(wanted).toContain('NODE_ORPHAN_MINUTES')
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(wanted))
  })

  it('gives the server no engine, no capability and no root', async () => {
    const { server } = await services()
    expect(server.user).toBe('10001:10001')
    expect(server['cap_drop']).toEqual(['ALL'])
    expect(server.cap_add).toBeUndefined()
    expect(server.volumes).toEqual(['state:/var/lib/docker-blitz'])
  })

  it('gives the node program the engine, and of the kernel what the direct way takes', async () => {
    const { node } = await services()
    expect(node['cap_drop']).toEqual(['ALL'])
    expect(node.cap_add).toEqual(['DAC_OVERRIDE', 'SYS_PTRACE'])
    expect(node.deploy['mode']).toBe('global')
  })

  it('keeps node programs in a network that leads nowhere, which Caddy is not in', async () => {
    const { networks } = await stack()
    const { server, node, caddy } = await services()
    expect(networks.nodes).toMatchObject({ internal: true, driver_opts: { encrypted: 'true' } })
    expect(node.networks).toEqual(['nodes'])
    expect(caddy.networks).toEqual(['web'])
    expect(server.networks).toEqual(['nodes', 'web'])
  })

  it('differs without encryption in nothing else', async () => {
    const { networks } = await stack()
    const plain = parse(await text('deploy/stack.unencrypted.yaml'))
    for (const name of ['nodes', 'web']) delete networks[name].driver_opts
    expect(plain.networks).toEqual(networks)
    expect(Object.keys(plain)).toEqual(['version', 'networks'])
  })

  it("publishes Caddy's ports alone, and so that readers keep their addresses", async () => {
    const { server, node, caddy } = await services()
    expect([server['ports'], node['ports']]).toEqual([undefined, undefined])
    const ports = caddy['ports'] as readonly { readonly mode: string }[]
    expect(ports.map(({ mode }) => mode)).toEqual(['host', 'host', 'host'])
  })

  it('gives each program its own key and no other', async () => {
    const { server, node, caddy } = await services()
    const keys = (service: Service) => (service.secrets ?? []).map(({ source }) => source)
    expect(keys(server)).toEqual(['server', 'server-key'])
    expect(keys(node)).toEqual(['node', 'node-key'])
    expect(keys(caddy)).toEqual([])
  })

  it('names the certificates as npm run swarm does', async () => {
    const { secrets, configs } = await stack()
    const external = [...Object.values(secrets), configs.authority] as { readonly name: string }[]
    const names = external.map(({ name }) => name.replace(/\$\{[A-Z]+:-1\}$/, '1'))
    expect(names).toHaveLength(5)
    for (const name of names) expect(numberOf(name), name).toBe(1)
  })

  it('has in the name of a config which text it is, since a Swarm changes none', async () => {
    const { caddyfile } = (await stack()).configs
    const hash = createHash('sha256')
      .update(await text('deploy/stack.Caddyfile'))
      .digest('hex')
    expect(caddyfile.name).toBe(`docker-blitz-caddyfile-${hash.slice(0, 8)}`)
  })

  it('takes its own image from no registry, unless a host says which', async () => {
    const { server, node } = await services()
    const [, image = ''] = /^\$\{SERVER_IMAGE:-(.+)\}$/.exec(server.image) ?? []
    expect(node.image).toBe(server.image)
    expect(image).toMatch(/^localhost\//)
    expect(isOfRegistry(image)).toBe(false)
    expect(isOfRegistry('registry.example.org/docker-blitz:2')).toBe(true)
  })

  it('uses of variables what the oldest client knows that it is for', async () => {
    const used = (await text('stack.yaml')).match(/\$\{.*?\}/g) ?? []
    expect(used.length).toBeGreaterThan(10)
    for (const variable of used) expect(variable).toMatch(/^\$\{[A-Z_]+:?-[^${}+?]*\}$/)
    expect((await stack()).version).toBe('3.8')
  })

  it('keeps what readers have at an upgrade, one machine after the other, and bounds its logs', async () => {
    const all = await services()
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as Docker's client reads it.
    expect(all.server.environment['WHEN_STOPPED']).toBe('${WHEN_STOPPED:-keep}')
    expect(all.node.deploy['update_config']).toMatchObject({ parallelism: 1, order: 'stop-first' })
    for (const service of Object.values(all)) {
      expect(service['logging']).toMatchObject({
        options: { 'max-size': expect.any(String), 'max-file': expect.any(String) },
      })
    }
  })
})
