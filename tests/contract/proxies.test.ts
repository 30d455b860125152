import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { freePort } from '../support/free-port.ts'
import { startApp } from '../support/previews.ts'
import { openSocket, Reader, until } from '../support/reader.ts'
import { PREVIEW_NAME, type ReverseProxy, SITE_NAME, startProxy } from '../support/reverse-proxy.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

/** As a host edits the examples for `BASE=/docker/`; a proxy may hand the path on, or take it off. */
const UNDER_A_PATH = {
  nginx: {
    'handed on': (example: string) => example.replace('location / {', 'location /docker/ {'),
    'taken off': (example: string) =>
      example
        .replace('location / {', 'location /docker/ {')
        .replace('proxy_pass http://docker_blitz;', 'proxy_pass http://docker_blitz/;'),
  },
  caddy: {
    'handed on': (example: string) => caddyHandle(example, 'handle'),
    'taken off': (example: string) => caddyHandle(example, 'handle_path'),
  },
} as const

function caddyHandle(example: string, directive: string): string {
  const site = `${SITE_NAME} {\n\timport docker_blitz\n}`
  const below = `${SITE_NAME} {\n\t${directive} /docker/* {\n\t\timport docker_blitz\n\t}\n}`
  expect(example).toContain(site)
  return example.replace(site, below)
}

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

describe.each(['nginx', 'caddy'] as const)('behind %s, by the example in deploy/', (program) => {
  let server: TestServer
  let proxy: ReverseProxy

  beforeAll(async () => {
    const port = await freePort()
    server = await startServer({
      driver: engine.driver,
      pages: await builtSite(),
      publicOrigins: [`https://${SITE_NAME}:${port}`],
      previewSites: { host: PREVIEW_NAME },
      trustedProxies: ['127.0.0.1'],
      live: { perAddress: 1 },
    })
    proxy = await startProxy(program, { server: server.address, port })
  })

  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  const reader = () => new Reader(proxy.origin, undefined, proxy.origin, undefined, proxy.tls)

  it('a reader gets the pages, and nobody the metrics', async () => {
    const page = await proxy.ask(`${proxy.origin}/welcome/`)
    expect(page.status).toBe(200)
    expect(page.text).toContain('data-block="welcome/first"')
    expect((await proxy.ask(`${proxy.origin}/welcome`)).headers.location).toBe('/welcome/')
    expect((await proxy.ask(`${proxy.origin}/metrics`)).status).toBe(404)
  })

  it('a block runs, the reader is counted by the address of their own, and an app opens by its name', async () => {
    using first = reader()
    expect(await first.open('welcome/first').run('echo here')).toBe(0)
    // Two readers of one address, which has one sandbox: the proxy said which.
    using second = reader()
    second.client.exec('true').catch(() => {})
    await until(() => second.statuses.at(-1)?.state === 'queued', 'the second reader in the queue')

    await startApp(first)
    const { status, headers } = await proxy.ask(await first.client.preview(8080))
    expect(status).toBe(303)
    const cookie = headers['set-cookie']?.map((one) => one.split(';', 1)[0]).join('; ')
    const base = new URL(await first.client.preview(8080)).origin
    expect(base).toMatch(/^https:\/\/8080--[0-9a-f]{32}\.preview\.example\.org:\d+$/)
    const app = await proxy.ask(`${base}${headers.location}`, { cookie })
    expect(app.status).toBe(200)
    expect(app.text).toContain('Hello from web1')
  })
})

describe.each(['nginx', 'caddy'] as const)('under a path behind %s', (program) => {
  it.each(['handed on', 'taken off'] as const)(
    'that is %s, pages and socket are there',
    async (how) => {
      const port = await freePort()
      const origin = `https://${SITE_NAME}:${port}`
      await using server = await startServer({
        driver: noSandboxes,
        base: '/docker/',
        pages: await builtSite(),
        publicOrigins: [origin],
      })
      const edit = UNDER_A_PATH[program][how]
      await using proxy = await startProxy(program, { server: server.address, port, edit })
      expect((await proxy.ask(`${origin}/docker/`)).status).toBe(200)
      expect((await proxy.ask(`${origin}/docker/healthz`)).status).toBe(200)
      const { status, headers } = await proxy.ask(`${origin}/docker/welcome`)
      expect({ status, location: headers.location }).toEqual({
        status: 301,
        location: '/docker/welcome/',
      })
      expect((await proxy.ask(`${origin}/welcome/`)).text).not.toContain('live-terminal')
      const socket = openSocket(`${origin}/docker`, origin, new URL(origin), undefined, proxy.tls)
      await once(socket, 'open')
      socket.terminate()
    },
  )
})
