import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
} from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { FAILURES } from '../../../sandbox-server/previews/failure-page.ts'
import { placeByHost } from '../../../sandbox-server/previews/preview-address.ts'
import { PreviewPasses } from '../../../sandbox-server/previews/preview-passes.ts'
import { PreviewServer } from '../../../sandbox-server/previews/preview-server.ts'
import { asksForSocket, routeRequests } from '../../../sandbox-server/previews/route-requests.ts'
import type { Session } from '../../../sandbox-server/sessions/session.ts'
import type { SessionRegistry } from '../../../sandbox-server/sessions/session-registry.ts'
import {
  BROKEN_ANSWERS,
  everyByte,
  everyStatus,
  type HostileAnswer,
} from '../../support/hostile-answers.ts'
import { ask, askSocket, Visitor } from '../../support/previews.ts'

/** Under which apps need a ticket and a cookie. */
const HOST = 'apps.example.org'

/** An app that answers every request with the bytes that are set, and hangs up. */
let app: Server
let answer = ''
let http: HttpServer
let address: string
let visitor: Visitor
let passes: PreviewPasses
const faults: unknown[] = []

const session = {
  id: 'a'.repeat(32),
  status: { state: 'ready', id: 'a1' },
  touch() {},
  async dial() {
    const socket = connect((app.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  },
} as unknown as Session

const ticketAddress = async () => {
  const pass = { session: session.id, port: 8080, site: address }
  const { network } = passes.keysOf(session.id, 8080)
  const base = address.replace('//localhost', `//8080--${network}.${HOST}`)
  return `${base}/__blitz/enter?ticket=${await passes.issue('ticket', pass)}`
}

beforeAll(async () => {
  app = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer, 'latin1'))
  }).listen(0, '127.0.0.1')
  http = createHttpServer({ shouldUpgradeCallback: asksForSocket }).listen(0, '127.0.0.1')
  await Promise.all([once(app, 'listening'), once(http, 'listening')])
  address = `http://localhost:${(http.address() as AddressInfo).port}`
  passes = new PreviewPasses(new Uint8Array(32))
  const sessions = { living: () => session, generationOf: () => 0 } as unknown as SessionRegistry
  const onFault = (fault: unknown) => faults.push(fault)
  const previews = new PreviewServer({ sessions, passes, sites: () => ({}), onFault })
  const placeOf = ({ headers, url }: IncomingMessage) => placeByHost(headers.host, url ?? '', HOST)
  routeRequests(http, { placeOf, previews, onFault })
  visitor = await Visitor.enter(await ticketAddress())
})

afterEach(() => expect(faults.splice(0)).toEqual([]))

afterAll(() => {
  http.closeAllConnections()
  http.close()
  app.close()
})

/** @returns the status that a browser gets, or how its connection was cut. */
async function outcome(bytes: string, isSocket = false): Promise<number | string> {
  answer = bytes
  try {
    if (!isSocket) return (await visitor.ask('')).status
    const { origin } = new URL(visitor.base)
    const got = await askSocket(visitor.base, { origin, cookie: visitor.cookie })
    if ('status' in got) return got.status
    got.stream.destroy()
    return 101
  } catch (error) {
    return (error as Error).message
  }
}

/** Thousands of requests, on a machine that may be slow; milliseconds. */
const SLOWLY = 120_000

const FINE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'

const groups: [string, readonly HostileAnswer[]][] = [
  ['every status', everyStatus()],
  ['every byte', everyByte()],
  ['every broken answer', BROKEN_ANSWERS],
]

describe.each(groups)('an app that answers with %s', (_, answers) => {
  it.each([
    ['a request', false],
    ['a WebSocket', true],
  ])(
    'to %s costs nobody but its reader anything',
    async (_what, isSocket) => {
      for (const [name, bytes] of answers) {
        const got = await outcome(bytes, isSocket)
        // A browser shows a status that it knows, or that the connection was cut: never nothing.
        if (typeof got === 'string') expect(got, name).toMatch(/aborted|hang up|Parse Error/)
        else expect(got, name).toBeGreaterThanOrEqual(isSocket ? 101 : 200)
      }
      expect(await outcome(FINE)).toBe(200)
    },
    SLOWLY,
  )
})

describe('an app', () => {
  it.each([
    ['status 000', 'HTTP/1.1 000 No\r\n\r\n'],
    ['status 099', 'HTTP/1.1 099 No\r\n\r\n'],
    ['101 that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    [
      '101 to another protocol',
      'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    ],
    ['informational answers without end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000)],
  ])('that answers with %s is said to be no web page', async (_, bytes) => {
    answer = bytes
    const { status, text } = await visitor.ask('')
    expect(status).toBe(502)
    expect(text).toContain(FAILURES.strange.sentence)
  })

  it('with a control byte in its reason is shown with the usual reason', async () => {
    answer = 'HTTP/1.1 404 Not\x01 here\r\nContent-Length: 2\r\n\r\nhi'
    expect(await visitor.ask('')).toMatchObject({ status: 404, text: 'hi' })
  })

  it('with a status that no browser knows is shown as it is', async () => {
    answer = 'HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nhi'
    expect(await visitor.ask('')).toMatchObject({ status: 999, text: 'hi' })
  })
})

describe('a request', () => {
  it('that wishes for another protocol than WebSocket gets the page', async () => {
    answer = FINE
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' }
    expect(await visitor.ask('', { headers })).toMatchObject({ status: 200, text: 'hi' })
  })

  it('with two hosts is refused with a sentence', async () => {
    const { port } = new URL(address)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(`GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n`)
    let text = ''
    for await (const chunk of socket.setEncoding('latin1')) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain('Send one Host header.')
  })
})

describe('a ticket', () => {
  it('is not spent by who only looks whether its address is there', async () => {
    const ticket = await ticketAddress()
    expect((await ask(ticket, { method: 'HEAD' })).status).toBe(405)
    expect((await ask(ticket, { method: 'POST' })).status).toBe(405)
    await Visitor.enter(ticket)
  })
})
