import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAILURES } from '../../sandbox-server/previews/failure-page.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { ask, askSocket, startApp, Visitor } from '../support/previews.ts'
import { openSocket, Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

let engine: EngineUnderTest
let server: TestServer
let reader: Reader
let visitor: Visitor

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({
    driver: engine.driver,
    previewSites: { host: 'apps.example.org' },
    live: { warm: 1 },
  })
  reader = new Reader(server.address)
  await startApp(reader)
  visitor = await Visitor.enter(await reader.client.preview(8080))
})

afterAll(async () => {
  reader?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

describe('the ports of a reader', () => {
  it('are told when a container starts, stops, and is there already', async () => {
    using other = new Reader(server.address)
    await startApp(other, 'web2', 8081)
    expect(other.ports).toEqual([{ port: 8081, container: 'web2' }])
    await startApp(other, 'web3', 8082)
    expect(other.ports).toHaveLength(2)
    using secondTab = new Reader(server.address, other.token)
    await secondTab.client.exec('true')
    await until(() => secondTab.ports.length === 2, 'the ports in a second tab')
    expect(await other.client.exec('docker container rm -f web2 web3')).toMatchObject({ status: 0 })
    await until(() => other.ports.length === 0, 'no ports')
    expect(reader.ports).toEqual([{ port: 8080, container: 'web1' }])
  })

  it('come back with an engine that was started anew', async () => {
    using other = new Reader(server.address)
    await startApp(other, 'again', 8083)
    await other.client.exec('pkill dockerd')
    await until(() => other.ports.length === 0, 'no ports')
    await until(
      async () => (await other.client.exec('docker container start again')).status === 0,
      'the engine',
    )
    await until(() => other.ports.length === 1, 'the port again')
  })
})

describe('a preview', () => {
  it('shows the app, as asked for at localhost, and none of our cookies', async () => {
    expect(await visitor.ask('')).toMatchObject({
      status: 200,
      text: expect.stringContaining('Hello from web1'),
    })
    const { text } = await visitor.ask('request?a=1&b=%2F', {
      headers: {
        cookie: 'own=2',
        origin: new URL(visitor.base).origin,
        referer: `${visitor.base}page`,
        'x-forwarded-for': '10.0.0.1',
        connection: 'close, x-secret',
        'x-secret': '1',
      },
    })
    const lines = text.trim().toLowerCase().split('\n')
    expect(lines).toContain('get /request?a=1&b=%2f http/1.1')
    expect(lines).toContain('host: localhost:8080')
    expect(lines).toContain('cookie: own=2')
    expect(lines).toContain('origin: http://localhost:8080')
    expect(lines).toContain('referer: http://localhost:8080/page')
    expect(text).not.toMatch(/blitz-preview|x-forwarded|x-secret/i)
  })

  it('keeps cookies and redirects of the app to itself, and lets only the site frame it', async () => {
    const { headers } = await visitor.ask('cookies')
    expect(headers['set-cookie']).toEqual(['mine=1; Path=/shop; HttpOnly'])
    const closed = await visitor.ask('closed')
    expect(closed.headers['x-frame-options']).toBeUndefined()
    expect(closed.headers['strict-transport-security']).toBeUndefined()
    expect(closed.headers['content-security-policy']).toBe(
      `img-src 'none', frame-ancestors 'self' ${server.address}`,
    )
    const moved = await visitor.ask('moved')
    expect(moved).toMatchObject({ status: 302, headers: { location: '/there?x=1' } })
  })

  it('streams large bodies both ways', async () => {
    const zeros = await visitor.begin('zeros')
    let received = 0
    for await (const chunk of zeros) received += (chunk as Buffer).length
    expect(received).toBe(50_000_000)
    const chunk = Buffer.alloc(64 * 1024)
    const body = Readable.from(Array<Buffer>(320).fill(chunk))
    const counted = await visitor.ask('count', {
      method: 'POST',
      headers: { 'content-length': String(320 * chunk.length) },
      body,
    })
    expect(counted.text.trim()).toBe(String(320 * chunk.length))
  })

  it('hands on what the app says at once, not when it is done', async () => {
    const answer = await visitor.begin('stream')
    const [first] = (await once(answer, 'data')) as [Buffer]
    expect(first.toString()).toBe('first\n')
    expect((await visitor.ask('go')).status).toBe(204)
    expect(await text(answer)).toBe('second\n')
  })

  it('costs nothing else when the browser goes away in the middle', async () => {
    for (let count = 0; count < 5; count++) {
      const answer = await visitor.begin('zeros')
      await once(answer, 'data')
      answer.destroy()
    }
    expect((await visitor.ask('')).status).toBe(200)
    expect((await reader.client.exec('true')).status).toBe(0)
    expect(reader.statuses.at(-1)?.state).toBe('ready')
  })

  it('speaks WebSocket, for its own pages', async () => {
    const { origin } = new URL(visitor.base)
    const answer = await askSocket(`${visitor.base}socket`, { origin, cookie: visitor.cookie })
    if ('status' in answer) throw new Error(`There was no socket, but ${answer.status}.`)
    const { stream, head } = answer
    let received = head.toString('latin1')
    stream.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1')
    })
    stream.write('there and back')
    await until(() => received === '\x81\x05hellothere and back', 'the echo')
    stream.destroy()
    const strange = { origin: server.address, cookie: visitor.cookie }
    expect(await askSocket(`${visitor.base}socket`, strange)).toEqual({ status: 403 })
    expect(await askSocket(`${visitor.base}socket`, { origin })).toEqual({ status: 403 })
  })

  it('says that nothing answers yet, and tries again by itself', async () => {
    expect(
      await reader.client.exec(
        'docker container run -d --name mute -p 8090:8090 busybox:latest sleep 1000',
      ),
    ).toMatchObject({ status: 0 })
    for (const port of [8090, 8099]) {
      const mute = await Visitor.enter(await reader.client.preview(port))
      const answer = await mute.ask('')
      expect(answer.status).toBe(502)
      expect(answer.text).toContain(FAILURES.silent.sentence)
      expect(answer.text).toContain('http-equiv="refresh"')
    }
  })
})

describe('a request', () => {
  it('that leaves open where its body ends is not handed on', async () => {
    const { host, port } = new URL(visitor.base)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(
      `POST /count HTTP/1.1\r\nHost: ${host}\r\nCookie: ${visitor.cookie}\r\n` +
        'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    )
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('to what speaks no HTTP says so', async () => {
    const answer = await visitor.ask('strange')
    expect(answer.status).toBe(502)
    expect(answer.text).toContain(FAILURES.strange.sentence)
  })

  it('that is half answered when the container stops is cut, not held', async () => {
    await startApp(reader, 'brief', 8084)
    const brief = await Visitor.enter(await reader.client.preview(8084))
    const answer = await brief.begin('endless')
    const cut = expect(once(answer.resume(), 'end')).rejects.toThrow('aborted')
    await reader.client.exec('docker container rm -f brief')
    await cut
  })
})

describe('a server that stops', () => {
  it('ends what is open, sockets too', async () => {
    const small = await startServer({ driver: engine.driver })
    const reader = new Reader(small.address)
    await startApp(reader)
    const visitor = await Visitor.enter(await reader.client.preview(8080))
    const { origin } = new URL(visitor.base)
    const answer = await askSocket(`${visitor.base}socket`, { origin, cookie: visitor.cookie })
    if ('status' in answer) throw new Error(`There was no socket, but ${answer.status}.`)
    const ended = once(answer.stream.resume(), 'close')
    await small[Symbol.asyncDispose]()
    await ended
    reader.client.dispose()
  })
})

describe('a preview is closed', () => {
  it('to whoever has no cookie of it, or one of another port or reader', async () => {
    using other = new Reader(server.address)
    await startApp(other)
    const others = await Visitor.enter(await other.client.preview(8080))
    const anotherPort = await Visitor.enter(await reader.client.preview(8081))
    expect((await others.ask('')).status).toBe(200)
    for (const cookie of ['', 'blitz-preview=x', others.cookie, anotherPort.cookie]) {
      const answer = await ask(visitor.base, { headers: { cookie } })
      expect(answer.status).toBe(403)
      expect(answer.text).toContain(FAILURES.closed.sentence)
    }
  })

  it('to a ticket that was used, is forged, is late, or is of another port or reader', async () => {
    using other = new Reader(server.address)
    await other.client.exec('true')
    const ticketOf = async (address: Promise<string>) =>
      new URL(await address).searchParams.get('ticket') ?? ''
    const used = await reader.client.preview(8080)
    await Visitor.enter(used)
    const { session } = (await server.passes.admit(
      visitor.cookie.split('; ')[0]?.split('=')[1] ?? '',
      { port: 8080, key: new URL(visitor.base).host.slice(6, 38) },
    )) ?? { session: '' }
    const good = await ticketOf(reader.client.preview(8080))
    const tickets = {
      used: new URL(used).searchParams.get('ticket'),
      forged: good.replace(/\.[^.]{4}([^.]*)\.([^.]*)$/, '.AAAA$1.$2'),
      late: await server.passes.issue('ticket', { session, port: 8080, site: server.address }, -1),
      'of another port': await ticketOf(reader.client.preview(8081)),
      'of another reader': await ticketOf(other.client.preview(8080)),
      'a cookie': visitor.cookie.split('; ')[0]?.split('=')[1],
      'the token': reader.token,
      empty: '',
    }
    for (const [what, ticket] of Object.entries(tickets)) {
      const answer = await ask(`${visitor.base}__blitz/enter?ticket=${ticket}`)
      expect(answer.status, what).toBe(403)
      expect(answer.headers['set-cookie'], what).toBeUndefined()
    }
    await Visitor.enter(`${visitor.base}__blitz/enter?ticket=${good}`)
  })

  it('leads to no other host after its ticket', async () => {
    for (const to of [
      '//evil.example/',
      '/\\evil.example',
      './/evil.example',
      'https://evil.example',
      'http://[',
      '/a?b=1',
    ]) {
      const address = await reader.client.preview(8080)
      const { headers } = await ask(`${address}&to=${encodeURIComponent(to)}`)
      const { origin } = new URL(visitor.base)
      expect(new URL(headers.location ?? '', visitor.base).origin, to).toBe(origin)
      if (to === '/a?b=1') expect(headers.location).toBe(to)
    }
  })

  it('for service workers, and where there is no such name', async () => {
    const worker = await visitor.ask('sw.js', { headers: { 'service-worker': 'script' } })
    expect(worker.status).toBe(403)
    const { port } = new URL(server.address)
    for (const name of [
      '8080--abc',
      `99999--${'0'.repeat(32)}`,
      `8080--${'0'.repeat(32)}`,
      '0--x',
    ]) {
      expect((await ask(`http://${name}.localhost:${port}/`)).status, name).toBe(404)
    }
  })

  it("and its pages cannot open the site's own socket", async () => {
    const { origin } = new URL(visitor.base)
    const socket = openSocket(server.address, origin)
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toBe('Unexpected server response: 403')
    const here = await askSocket(`${visitor.base}live`, { origin, cookie: visitor.cookie })
    // It is the app that is asked, and it knows no sockets there.
    expect(here).toEqual({ status: 200 })
  })
})

describe("a preview at a name of the reader's own machine", () => {
  it('opens by its address, without a cookie, and by no other', async () => {
    await using server = await startServer({ driver: engine.driver })
    using reader = new Reader(server.address)
    using other = new Reader(server.address)
    await startApp(reader)
    await other.client.exec('true')
    const { port } = new URL(server.address)
    const entered = await ask(`${await reader.client.preview(8080)}?to=/closed?a=1`)
    expect(entered).toMatchObject({ status: 303, headers: { location: '/closed?a=1' } })
    expect(entered.headers['set-cookie']).toBeUndefined()
    const { base } = await Visitor.enter(await reader.client.preview(8080))
    expect((await ask(base)).text).toContain('Hello from web1')
    const framed = (await ask(`${base}closed`)).headers
    expect(framed['content-security-policy']).toBe(
      `img-src 'none', frame-ancestors 'self' localhost:${port} 127.0.0.1:${port}`,
    )
    const { origin } = new URL(base)
    const socket = await askSocket(`${base}socket`, { origin })
    if ('status' in socket) throw new Error(`There was no socket, but ${socket.status}.`)
    socket.stream.destroy()
    expect(await askSocket(`${base}socket`, { origin: server.address })).toEqual({ status: 403 })

    const { session } = reader
    const others = new URL(await other.client.preview(8080)).origin
    const networkKey = server.passes.keysOf(session, 8080).network
    const noApp = { status: 404, text: expect.stringContaining(FAILURES.unknown.sentence) }
    // The app of one port, or what others see of an address, leads to no other.
    expect(await ask(base.replace('//8080', '//8081'))).toMatchObject(noApp)
    expect(await ask(`http://8080--${networkKey}.localhost:${port}/`)).toMatchObject(noApp)
    expect((await ask(`${others}/`)).text).not.toContain('Hello from web1')
  })
})

describe('a preview on a port of its own', () => {
  it('is a path below that of the site, for a reader who comes by an address of the network', async () => {
    await using server = await startServer({
      driver: engine.driver,
      base: '/docker/',
      previewSites: { port: 0 },
    })
    const page = server.address.replace('localhost', '192.168.1.20')
    using away = new Reader(server.address, undefined, page)
    await startApp(away)
    const address = await away.client.preview(8080)
    const local = address.replace('192.168.1.20', '127.0.0.1')
    expect(address).toMatch(
      /^http:\/\/192\.168\.1\.20:\d+\/docker\/8080--[0-9a-f]{32}\/__blitz\/enter\?/,
    )
    const { headers } = await ask(local)
    const { pathname } = new URL(local)
    const base = pathname.slice(0, pathname.indexOf('__blitz'))
    expect(headers['set-cookie']?.[0]).toContain(`; Path=${base}; HttpOnly; SameSite=Lax`)
    const cookie = headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
    const root = new URL(base, local).href
    const shown = await ask(root, { headers: { cookie } })
    expect(shown.text).toContain('Hello from web1')
    const moved = await ask(`${root}moved`, { headers: { cookie } })
    expect(moved.headers.location).toBe(`${base}there?x=1`)
    const cookies = await ask(`${root}cookies`, { headers: { cookie } })
    expect(cookies.headers['set-cookie']).toEqual([`mine=1; Path=${base}shop; HttpOnly`])
    const absolute = await ask(new URL('/style.css', local).href, { headers: { referer: root } })
    expect(absolute).toMatchObject({ status: 307, headers: { location: `${base}style.css` } })
    expect((await ask(new URL('/style.css', local).href)).status).toBe(404)
    expect((await ask(root)).status).toBe(403)
  })
})

/** Begins what does not end. @returns how the browser leaves it. */
async function beginAnswer(visitor: Visitor): Promise<() => void> {
  const answer = await visitor.begin('stream')
  return () => answer.destroy()
}

async function beginSocket(visitor: Visitor): Promise<() => void> {
  const { origin } = new URL(visitor.base)
  const headers = { origin, cookie: visitor.cookie }
  const answer = await askSocket(`${visitor.base}endless-socket`, headers)
  if ('status' in answer) throw new Error(`There was no socket, but ${answer.status}.`)
  return () => answer.stream.destroy()
}

describe('a sandbox', () => {
  it.each([
    ['an answer of an app', beginAnswer],
    ['a WebSocket on which an app still speaks', beginSocket],
  ])('is in use while %s is open, and no longer', async (_, begin) => {
    const limits = { idleMilliseconds: 5000 }
    await using small = await startServer({ driver: engine.driver, limits })
    using reader = new Reader(small.address)
    await startApp(reader)
    const visitor = await Visitor.enter(await reader.client.preview(8080))
    const leave = await begin(visitor)
    // Another reader came later, and is gone earlier.
    using other = new Reader(small.address)
    await other.client.exec('true')
    await until(() => other.statuses.at(-1)?.state === 'gone', 'the end of the other')
    expect(reader.statuses.at(-1)?.state).toBe('ready')
    leave()
    await until(() => reader.statuses.at(-1)?.state === 'gone', 'the end')
    await until(() => reader.ports.length === 0, 'no ports')
    const gone = await visitor.ask('')
    expect(gone.status).toBe(503)
    expect(gone.text).toContain(FAILURES.gone.sentence)
  })
})
