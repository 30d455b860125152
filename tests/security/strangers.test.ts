import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { CloseName } from '../../protocol/close-codes.ts'
import { MAXIMUM_INPUT_BYTES, PROTOCOL_VERSION } from '../../protocol/limits.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import { SessionTokens } from '../../sandbox-server/sessions/session-token.ts'
import { memoryInUse } from '../support/attacks.ts'
import { amount } from '../support/length.ts'
import { frame, hello, OPCODE, rawConnection, rawSocket } from '../support/raw-socket.ts'
import { openSocket, until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'

const MIB = 1024 * 1024

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    driver: noSandboxes,
    trustedProxies: ['127.0.0.1'],
    live: { perAddress: 1 },
  })
})

afterAll(async () => {
  expect(server.faults).toEqual([])
  await server[Symbol.asyncDispose]()
})

/** The site answers, and so does the socket of a page that has just come. */
async function serves(): Promise<void> {
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  const page = await rawSocket(server.address)
  page.write(hello())
  const [welcome] = (await once(page, 'data')) as [Buffer]
  expect(welcome.toString()).toContain('"welcome"')
  page.destroy()
}

async function ended(socket: Socket): Promise<void> {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

/** How often the server said that. */
const count = (reason: CloseName) =>
  server.events.filter((event) => event.kind === 'refused' && event.reason === reason).length

/** Frames that no page sends: some break the WebSocket protocol, some ours, some neither. */
const MALFORMED: readonly ((round: number) => Buffer)[] = [
  () => randomBytes(64),
  (round) => frame(randomBytes(round % 500)),
  (round) => frame(randomBytes(round % 500), OPCODE.binary),
  () => frame('['.repeat(30_000)),
  () => frame(Buffer.of(2, 0, 0, 0), OPCODE.binary),
  () => frame(Buffer.concat([Buffer.of(1, 0, 0, 0, 1), randomBytes(20)]), OPCODE.binary),
  () => frame(Buffer.alloc(5 + MAXIMUM_INPUT_BYTES + 1, 2), OPCODE.binary),
  () => frame('{"type":"open","channel":1e999,"terminal":"a/b","columns":80,"rows":24}'),
  () => frame('{"__proto__":{"type":"ping"},"constructor":{"prototype":{"type":"ping"}}}'),
  (round) => frame(`{"type":"${'x'.repeat(round % 1000)}"}`),
  () => frame('{"type":"exec","request":1,"command":"true","directory":"/\\u0000"}'),
  // Not masked; with reserved bits; a continuation of nothing; longer than there is memory for.
  () => Buffer.from([0x81, 0x05, ...Buffer.from('hello')]),
  () => Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
  () => Buffer.from([0x80, 0x80, 0, 0, 0, 0]),
  () => Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  () => frame(Buffer.alloc(200), OPCODE.ping),
]

describe('a stranger', () => {
  it('is cut off at the first malformed frame, and nothing of it is kept', async () => {
    const rounds = amount(560, 10_000)
    await serves()
    const before = memoryInUse()
    for (let round = 0; round < rounds; round++) {
      const socket = await rawSocket(server.address)
      const malformed = MALFORMED[round % MALFORMED.length]?.(round) as Buffer
      // What looks like the beginning of a longer frame is ended by the other side.
      socket.end(Buffer.concat([...(round % 3 === 0 ? [] : [hello()]), malformed]))
      await ended(socket)
    }
    await serves()
    expect(memoryInUse() - before).toBeLessThan(16 * MIB)
  })

  it.each<[string, () => Promise<string>]>([
    ['forged', async () => `${(await server.tokens.sign('0'.repeat(32))).slice(0, -4)}AAAA`],
    ['of another server', async () => new SessionTokens(randomBytes(32)).sign('0'.repeat(32))],
    [
      'put together from two good ones',
      async () => {
        const [header, claims] = (await server.tokens.sign('0'.repeat(32))).split('.')
        const [, , signature] = (await server.tokens.sign('1'.repeat(32))).split('.')
        return [header, claims, signature].join('.')
      },
    ],
    [
      'that opens a preview',
      () => {
        const pass = { session: '0'.repeat(32), port: 8080, site: server.address }
        return server.passes.issue('cookie', pass)
      },
    ],
  ])('gets no session by a token %s', async (_, token) => {
    const socket = openSocket(server.address)
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, token: await token() }))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(CLOSE.tokenRefused.code)
  })

  it('who breaks the protocol where there are no terminals ends nobody else', async () => {
    await using pagesOnly = await startServer({ driver: noSandboxes, pagesOnly: true })
    const socket = await rawSocket(pagesOnly.address)
    // Not masked, as no client may send it.
    socket.write(Buffer.from([0x81, 0x05, ...Buffer.from('hello')]))
    await ended(socket)
    expect((await fetch(`${pagesOnly.address}/healthz`)).status).toBe(200)
  })

  it('who connects and says nothing is let go, and others are served meanwhile', async () => {
    const silent = amount(100, 1000)
    const sockets: Socket[] = []
    for (let round = 0; round < silent; round++) {
      const nothing = await rawConnection(server.address)
      const half = await rawConnection(server.address)
      half.write('GET / HTTP/1.1\r\nHost: x\r\nX-Half: ')
      sockets.push(nothing, half, await rawSocket(server.address))
    }
    await serves()
    await Promise.all(sockets.map(ended))
    expect(count('helloLate')).toBe(silent)
  })

  it('keeps readers of no other address out than of their own', async () => {
    const page = async (from: string) => {
      const socket = openSocket(server.address, server.address, undefined, from)
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION }))
      return socket
    }
    const flood: WebSocket[] = []
    for (let round = 0; round < 100; round++) flood.push(await page('198.51.100.1'))
    const refused = () => flood.filter((socket) => socket.readyState !== socket.OPEN)
    const [closed] = (await once(await page('198.51.100.1'), 'close')) as [number]
    expect(closed).toBe(CLOSE.tooManyReaders.code)
    const other = await page('198.51.100.2')
    expect((await once(other, 'message')).toString()).toContain('"welcome"')
    await until(() => refused().length === 36, 'the refusals')
    for (const socket of [...flood, other]) socket.terminate()
    const gone = () => server.events.filter(({ kind }) => kind === 'disconnected').length
    const come = () => server.events.filter(({ kind }) => kind === 'connected').length
    await until(() => come() === gone(), 'the end of every connection')
    const again = await page('198.51.100.1')
    expect((await once(again, 'message')).toString()).toContain('"welcome"')
    again.terminate()
  })

  it('that say nothing of who they are fill no address for good', async () => {
    const silent: WebSocket[] = []
    const from = '198.51.100.3'
    const come = () => openSocket(server.address, server.address, undefined, from)
    for (let round = 0; round < 64 * 8; round++) silent.push(come())
    await Promise.all(silent.map((socket) => once(socket, 'open')))
    const [code] = (await once(come(), 'close')) as [number]
    expect(code).toBe(CLOSE.tooManyReaders.code)
    for (const socket of silent) socket.terminate()
    await until(async () => {
      const socket = come()
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION }))
      const isWelcome = await Promise.race([
        once(socket, 'message').then(() => true),
        once(socket, 'close').then(() => false),
      ])
      socket.terminate()
      return isWelcome
    }, 'a place for the next one')
  })
})
