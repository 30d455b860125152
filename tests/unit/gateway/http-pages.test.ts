import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LIVE_ANSWER,
  MAXIMUM_BATCH_BYTES,
  PROTOCOL_VERSION,
  SOCKET_PATH,
} from '../../../protocol/limits.ts'
import { CLOSE } from '../../../protocol/sentences.ts'
import { PlainProxy } from '../../support/plain-proxy.ts'
import { PlainReader } from '../../support/plain-reader.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes, trustedProxies: ['127.0.0.1'] })
})

afterAll(async () => {
  expect(server.faults).toEqual([])
  await server[Symbol.asyncDispose]()
})

interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly path?: string
}

/** Asks as no page does. */
async function ask(
  body: unknown,
  { method = 'POST', headers = {}, path = SOCKET_PATH }: Asked = {},
) {
  const { host, port } = new URL(server.address)
  const asked = request({
    port,
    method,
    path,
    headers: { Host: host, Origin: server.address, 'Content-Type': 'application/json', ...headers },
  })
  asked.on('error', () => {})
  asked.end(typeof body === 'string' ? body : JSON.stringify(body))
  const [answer] = await once(asked, 'response')
  const said = await text(answer)
  return { status: answer.statusCode as number, said, headers: answer.headers }
}

const closing = (said: string) => (JSON.parse(said) as { close: number }).close

async function begin(headers?: Record<string, string>): Promise<string> {
  const { said } = await ask({ type: 'begin' }, { ...(headers && { headers }) })
  return (JSON.parse(said) as { connection: string }).connection
}

const HELLO = JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION })
const send = (connection: string, ...frames: string[]) => ({
  type: 'send',
  connection,
  batch: 1,
  after: 0,
  frames,
  transport: 'poll',
})
const end = (connection: string) => ({ type: 'end', connection, after: 0, batches: [] })
const poll = (connection: string, after = 0) => ({
  type: 'receive',
  connection,
  after,
  transport: 'poll',
})

describe('a connection over plain HTTP', () => {
  it('is welcomed as any other', async () => {
    const connection = await begin()
    expect((await ask(send(connection, HELLO))).status).toBe(204)
    const { said } = await ask(poll(connection))
    expect(said).toContain('welcome')
    await ask(end(connection))
    expect((await ask(poll(connection))).said).toContain('"close":1006')
  })

  it('takes what its page says last, and what it has had already once', async () => {
    const connection = await begin()
    await ask(send(connection, HELLO))
    const malformed = { batch: 2, frames: ['{"type":"nonsense"}'] }
    await ask({ ...end(connection), batches: [{ batch: 1, frames: [HELLO] }, malformed] })
    expect((await ask(poll(connection))).said).toContain(`"close":${CLOSE.malformed.code}`)
  })

  it('has a name that nobody can guess, and that no other one has', async () => {
    const names = await Promise.all(Array.from({ length: 20 }, () => begin()))
    expect(new Set(names).size).toBe(20)
    for (const name of names) expect(name).toMatch(/^[\w-]{32}$/)
    const { status, said } = await ask(poll('x'.repeat(32)))
    expect([status, closing(said)]).toEqual([404, 1006])
    await Promise.all(names.map((connection) => ask(end(connection))))
  })

  it.each([
    ['a page of another origin', { Origin: 'https://evil.example' }, 403, CLOSE.foreignOrigin.code],
    [
      'a page whose name was made to point here',
      { Origin: 'http://evil.example', Host: 'evil.example' },
      403,
      CLOSE.foreignOrigin.code,
    ],
    [
      'a form, which any page may send unasked',
      { 'Content-Type': 'text/plain' },
      415,
      CLOSE.malformed.code,
    ],
  ])('is refused to %s', async (_, headers, status, code) => {
    const answer = await ask({ type: 'begin' }, { headers })
    expect([answer.status, closing(answer.said)]).toEqual([status, code])
    // Nothing allows that page to ask, or to read the answer.
    const before = await ask('', { method: 'OPTIONS', headers })
    for (const name of Object.keys({ ...answer.headers, ...before.headers })) {
      expect(name).not.toMatch(/^access-control-/)
    }
  })

  it('is refused to who names no origin', async () => {
    const { host, port } = new URL(server.address)
    const asked = request({
      port,
      method: 'POST',
      path: SOCKET_PATH,
      headers: { Host: host, 'Content-Type': 'application/json' },
    })
    asked.end('{"type":"begin"}')
    const [answer] = await once(asked, 'response')
    expect(answer.resume().statusCode).toBe(403)
  })

  it.each([
    ['no JSON', 'begin', 400, CLOSE.malformed.code],
    ['no request', { type: 'sudo' }, 400, CLOSE.malformed.code],
    ['a name that is none', poll('../../etc/passwd'), 400, CLOSE.malformed.code],
    ['a body that is too large', 'x'.repeat(MAXIMUM_BATCH_BYTES + 1), 413, CLOSE.tooLarge.code],
  ])('refuses %s', async (_, body, status, code) => {
    const { status: found, said } = await ask(body)
    expect([found, closing(said)]).toEqual([status, code])
  })

  it.each([
    ['a message that is none', ['{"type":"sudo"}'], CLOSE.malformed.code],
    ['a message before the hello', ['{"type":"ping"}'], CLOSE.outOfOrder.code],
    ['another version', ['{"type":"hello","version":999}'], CLOSE.wrongVersion.code],
    ['bytes of no kind', [HELLO, 'AAAA'], CLOSE.malformed.code],
    ['a flood', [HELLO, ...Array<string>(3000).fill('{"type":"ping"}')], CLOSE.tooFast.code],
  ])('is closed for %s', async (_, frames, code) => {
    const connection = await begin()
    await ask(send(connection, ...frames))
    const { said } = await ask(poll(connection))
    expect(closing(said)).toBe(code)
  })

  it('counts as any other for the address that it comes from', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.7' }
    const answers = await Promise.all(
      Array.from({ length: 64 * 8 + 1 }, () => ask({ type: 'begin' }, { headers })),
    )
    const refused = answers.filter(({ status }) => status === 503)
    expect(refused.map(({ said }) => closing(said))).toEqual([CLOSE.tooManyReaders.code])
  })

  it('has no token in any address', async () => {
    await using proxy = await PlainProxy.open(server.address)
    using reader = new PlainReader(proxy.address)
    await reader.client.reach()
    expect(new Set(proxy.asked)).toEqual(new Set([`POST ${SOCKET_PATH}`]))
  })
})

it('a server with live terminals says that it is there, and takes no other method', async () => {
  const { status, said } = await ask('', { method: 'GET' })
  expect([status, said]).toEqual([200, LIVE_ANSWER])
  expect((await ask('', { method: 'PUT' })).status).toBe(405)
})

it('a site under a path has its connections over plain HTTP there', async () => {
  await using site = await startServer({ driver: noSandboxes, base: '/docker/' })
  using reader = new PlainReader(`${site.address}/docker`, site.address)
  await reader.client.reach()
  expect(reader.kinds).toEqual(['stream'])
})

it('a server without live terminals says so, over plain HTTP too', async () => {
  await using pages = await startServer({ driver: noSandboxes, pagesOnly: true })
  using reader = new PlainReader(pages.address)
  await expect(reader.client.reach()).rejects.toThrow(CLOSE.noTerminals.sentence)
})

describe('a reader behind a proxy', () => {
  it.each([
    ['that lets no WebSocket through', {}, 'stream'],
    ['that keeps back what is not whole', { buffers: true }, 'poll'],
  ] as const)('%s is welcomed, and the server says by what', async (_, options, kind) => {
    await using proxy = await PlainProxy.open(server.address, options)
    using reader = new PlainReader(proxy.address)
    const before = server.events.length
    await reader.client.reach()
    expect(reader.kinds).toEqual([kind])
    expect(server.events.slice(before)).toContainEqual(
      expect.objectContaining({ kind: 'welcomed', transport: kind }),
    )
    const metrics = await (await fetch(`${server.address}/metrics`)).text()
    expect(metrics).toMatch(new RegExp(`^blitz_pages_total\\{transport="${kind}"\\} [1-9]`, 'm'))
  })

  it('that cuts each answer stays connected', async () => {
    await using proxy = await PlainProxy.open(server.address, { cutAfter: 1200 })
    using reader = new PlainReader(proxy.address)
    await reader.client.reach()
    const asked = proxy.asked.length
    await until(() => proxy.asked.length >= asked + 3, 'three more answers')
    expect([reader.client.status, reader.connections, reader.kinds]).toEqual([
      'connected',
      1,
      ['stream'],
    ])
  })

  it('that lets nothing through reads that something blocks live terminals', async () => {
    const blocks = ({ method }: { method?: string | undefined }) => method === 'POST'
    await using proxy = await PlainProxy.open(server.address, { blocks })
    using reader = new PlainReader(proxy.address)
    await expect(reader.client.reach()).rejects.toThrow(CLOSE.blocked.sentence)
    expect(reader.client.status).toBe('blocked')
  })

  it('whose page is closed is gone at once', async () => {
    await using proxy = await PlainProxy.open(server.address)
    using reader = new PlainReader(proxy.address)
    await reader.client.reach()
    const gone = () => server.events.filter(({ kind }) => kind === 'disconnected').length
    const before = gone()
    reader.leave()
    await until(() => gone() > before, 'the end', 5000)
  })
})
