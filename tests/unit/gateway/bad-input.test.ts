import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { CloseName } from '../../../protocol/close-codes.ts'
import { encodeInput } from '../../../protocol/frames.ts'
import { MAXIMUM_MESSAGE_BYTES, PROTOCOL_VERSION } from '../../../protocol/limits.ts'
import { CLOSE, ERROR_SENTENCES } from '../../../protocol/sentences.ts'
import { newSessionId } from '../../../sandbox-server/sessions/session-token.ts'
import { openSocket } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

const hello = (token?: string) =>
  JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, token })
const HELLO = hello()
const OPEN = {
  type: 'open',
  channel: 1,
  terminal: 'a/b',
  writer: '0123456789ab',
  columns: 80,
  rows: 24,
}
const open = (over: object = {}) => JSON.stringify({ ...OPEN, ...over })

let server: TestServer
let neighbour: WebSocket

/** Sends frames one after another. @returns how the server closed. */
async function closeAfter(
  ...frames: (string | Buffer)[]
): Promise<{ code: number; reason: string }> {
  const socket = openSocket(server.address)
  const closed = once(socket, 'close') as Promise<[number, Buffer]>
  await once(socket, 'open')
  for (const frame of frames) socket.send(frame)
  const [code, reason] = await closed
  return { code, reason: reason.toString() }
}

/** Sends frames after a hello. @returns the answers to them, as many as `count`. */
async function answers(count: number, ...frames: (string | Uint8Array)[]): Promise<unknown[]> {
  const socket = openSocket(server.address)
  const received: unknown[] = []
  await once(socket, 'open')
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      received.push(JSON.parse(data.toString()))
      if (received.length === count + 1) resolve()
    })
  })
  for (const frame of [HELLO, ...frames]) socket.send(frame)
  await done
  socket.terminate()
  return received.slice(1)
}

beforeAll(async () => {
  server = await startServer({ driver: noSandboxes })
  neighbour = openSocket(server.address)
  await once(neighbour, 'open')
  neighbour.send(HELLO)
  await once(neighbour, 'message')
})

afterAll(async () => {
  // Whatever the others did, this reader noticed nothing.
  expect(neighbour.readyState).toBe(neighbour.OPEN)
  neighbour.send(JSON.stringify({ type: 'ping' }))
  const [answer] = (await once(neighbour, 'message')) as [Buffer]
  expect(JSON.parse(answer.toString())).toEqual({ type: 'pong' })
  expect(server.faults.filter((fault) => !String(fault).includes('no engine'))).toEqual([])
  await server[Symbol.asyncDispose]()
})

describe('the gateway closes', () => {
  it.each<[string, CloseName, (string | Buffer)[]]>([
    ['a frame that is no JSON', 'malformed', ['hello']],
    ['a message in a binary frame', 'malformed', [Buffer.from(HELLO)]],
    ['an unknown message', 'malformed', [HELLO, '{"type":"sudo"}']],
    [
      'a resize to nothing',
      'malformed',
      [HELLO, '{"type":"resize","channel":1,"columns":0,"rows":1}'],
    ],
    [
      'a resize to 100,000 columns',
      'malformed',
      [HELLO, '{"type":"resize","channel":1,"columns":100000,"rows":24}'],
    ],
    ['a terminal that climbs', 'malformed', [HELLO, open({ terminal: '../../root' })]],
    ['another version', 'wrongVersion', ['{"type":"hello","version":999}']],
    ['a message before the hello', 'outOfOrder', [open()]],
    ['a second hello', 'outOfOrder', [HELLO, HELLO]],
    ['a token that is none', 'tokenRefused', [hello('x.y.z')]],
    ['a flood', 'tooFast', [HELLO, ...Array<string>(6000).fill('{"type":"ping"}')]],
  ])('%s: %s', async (_, name, frames) => {
    const { code, sentence } = CLOSE[name]
    expect(await closeAfter(...frames)).toEqual({ code, reason: sentence })
  })

  it('a message larger than it takes, before reading it', async () => {
    const { code } = await closeAfter(HELLO, 'x'.repeat(MAXIMUM_MESSAGE_BYTES + 1))
    expect(code).toBe(CLOSE.tooLarge.code)
  })

  it('an expired and a forged token', async () => {
    const expired = await server.tokens.sign(newSessionId(), '', '-1s')
    const good = await server.tokens.sign(newSessionId())
    const forged = `${good.slice(0, -4)}AAAA`
    for (const token of [expired, forged]) {
      const { code } = await closeAfter(hello(token))
      expect(code).toBe(CLOSE.tokenRefused.code)
    }
  })
})

describe('the gateway answers and goes on', () => {
  it.each([
    [
      'input to a channel that is not open',
      'channel-unknown',
      Buffer.from(encodeInput(9, 0, Buffer.from('x'))),
      { channel: 9 },
    ],
    ['a shell that is gone', 'terminal-gone', open({ from: 10 }), { channel: 1 }],
    [
      'a sandbox that cannot be had',
      'sandbox-failed',
      '{"type":"exec","request":5,"command":"true"}',
      { request: 5 },
    ],
  ] as const)('%s', async (_, code, frame, about) => {
    const received = await answers(code === 'sandbox-failed' ? 2 : 1, frame)
    expect(received).toContainEqual({
      type: 'error',
      code,
      message: ERROR_SENTENCES[code],
      ...about,
    })
  })
})

describe('before there is a socket', () => {
  it.each([
    ['a foreign page', 'https://evil.example', 403],
    ['a page without an origin', 'null', 403],
  ])('%s is refused', async (_, origin, status) => {
    const socket = openSocket(server.address, origin)
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toBe(`Unexpected server response: ${status}`)
  })

  it('a path that is none ends nobody else', async () => {
    const { port } = new URL(server.address)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /)
  })

  it.each([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/%00',
    '/%',
  ])('a path that climbs finds nothing: %s', async (path) => {
    const response = await fetch(server.address + path)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('Not here.')
  })

  it('takes no other method, and says which it takes', async () => {
    const response = await fetch(server.address, { method: 'POST', body: 'x' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })
})
