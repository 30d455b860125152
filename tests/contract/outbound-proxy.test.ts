import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ContainerTools } from '../../sandbox-server/hub/fill/container-tools.ts'
import { resolveTag } from '../../sandbox-server/hub/fill/docker-hub.ts'
import { HostTools } from '../../sandbox-server/hub/store/tools.ts'
import { buildContext } from '../../sandbox-server/images/build-context.ts'
import { buildImage } from '../../sandbox-server/images/build-image.ts'
import { runInImage } from '../../sandbox-server/images/run-in-image.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { OutboundProxy } from '../support/outbound-proxy.ts'

const run = promisify(execFile)

const IMAGE = 'docker-blitz-test/outbound-proxy:latest'

/** Nothing but a proxy finds that name. */
const DOWNLOAD = '/usr/lib/apt/apt-helper download-file http://packages.invalid/file /tmp/file'

let engine: EngineUnderTest
let proxy: OutboundProxy
let directory: string

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(async () => {
  await engine?.docker
    .getImage(IMAGE)
    .remove({ force: true })
    .catch(() => {})
  await engine?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  proxy = await OutboundProxy.open()
  directory = await mkdtemp(join(tmpdir(), 'blitz-proxy-'))
  // As a host sets it, in one case.
  vi.stubEnv('HTTP_PROXY', proxy.address.replace('http://', 'http://ada:secret@'))
  vi.stubEnv('HTTPS_PROXY', proxy.address)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await proxy[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

async function build(step: string): Promise<void> {
  await writeFile(join(directory, 'Dockerfile'), `FROM debian:trixie-slim\nRUN ${step}\n`)
  const context = await buildContext(directory, ['Dockerfile'])
  const what = 'The image of the test'
  await buildImage(engine.docker, { image: IMAGE, what, context, isFresh: true }, {})
}

describe('a host behind a proxy', () => {
  it('builds images through it, and no image knows of it', async () => {
    await build(`${DOWNLOAD} && grep -q 'from the proxy' /tmp/file`)
    expect(proxy.asked).toEqual(['GET http://packages.invalid/file'])
    const image = engine.docker.getImage(IMAGE)
    const kept = JSON.stringify([await image.inspect(), await image.history()])
    expect(kept).not.toMatch(/secret|http_proxy/i)
    expect(await runInImage(engine.docker, { image: IMAGE, script: 'env' })).not.toMatch(/proxy/i)
  })

  it('asks for updates of an image through it', async () => {
    await runInImage(engine.docker, { image: engine.image, script: DOWNLOAD, network: true })
    expect(proxy.asked).toEqual(['GET http://packages.invalid/file'])
  })

  it('fills the hub through it', async () => {
    const source = { registry: 'registry.invalid' }
    await expect(
      resolveTag({ source, tools: new HostTools(), directory }, 'library/alpine', 'latest'),
    ).rejects.toThrow()
    expect(proxy.asked).toContain('CONNECT registry.invalid:443')
  })

  it('reaches its engine directly, whatever Node is told', async () => {
    const { socketPath: path = '/var/run/docker.sock' } = engine.docker.modem as {
      socketPath?: string
    }
    const relay = createTcpServer((near) => {
      const far = connect(path)
      for (const end of [near, far]) end.on('error', () => {})
      near.pipe(far).pipe(near)
    })
    relay.listen(0, '127.0.0.1')
    await once(relay, 'listening')
    const { port } = relay.address() as AddressInfo
    const client = JSON.stringify(
      join(import.meta.dirname, '../../sandbox-server/engines/engine-client.ts'),
    )
    const script = `
      const { engineClient } = await import(${client})
      const docker = await engineClient({ kind: 'tcp', host: '127.0.0.1', port: ${port} })
      console.log(String(await docker.ping()))`
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1' }
    const { stdout } = await run('node', ['--input-type=module', '--eval', script], { env })
    relay.close()
    expect([stdout, proxy.asked]).toEqual(['OK\n', []])
  })

  it('that does not answer reads so in one sentence', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port}`)
    await expect(build(DOWNLOAD)).rejects.toThrow(
      `The image of the test could not be built: HTTP_PROXY names http://127.0.0.1:${port}, ` +
        'where no proxy answers (ECONNREFUSED). Correct HTTP_PROXY, such as http://proxy.example.org:3128, or unset it.',
    )
  })

  it('runs the tools of the hub with it where they have a network, and not elsewhere', async () => {
    const tools = new ContainerTools(engine.docker, engine.deployment)
    const start = { tool: 'skopeo', directory, words: ['--version'] } as const
    const seen: (string[] | undefined)[] = []
    const create = engine.docker.createContainer.bind(engine.docker)
    vi.spyOn(engine.docker, 'createContainer').mockImplementation((options) => {
      seen.push(options.Env)
      return create(options)
    })
    // Their image is made first, of real packages.
    vi.unstubAllEnvs()
    expect(await (await tools.start({ ...start, network: false })).ended).toBe(0)
    vi.stubEnv('HTTPS_PROXY', proxy.address)
    for (const network of [true, false]) {
      expect(await (await tools.start({ ...start, network })).ended).toBe(0)
    }
    vi.restoreAllMocks()
    expect(seen.slice(-2)).toEqual([
      expect.arrayContaining([`https_proxy=${proxy.address}`]),
      undefined,
    ])
  })
})
