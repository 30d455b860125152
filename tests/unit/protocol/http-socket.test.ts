import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeEvent, STREAM_HEARTBEAT } from '../../../protocol/event-stream.ts'
import type { HttpRequest } from '../../../protocol/http-messages.ts'
import type { Fetch, HttpAnswer } from '../../../protocol/http-requests.ts'
import { HttpSocket, type HttpTransportKind } from '../../../protocol/http-socket.ts'
import { BATCH_CHARACTERS, HEARTBEAT_MILLISECONDS } from '../../../protocol/limits.ts'
import { CLOSE } from '../../../protocol/sentences.ts'

const CONNECTION = 'x'.repeat(32)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** One request that is under way. */
class Asked {
  readonly request: HttpRequest
  readonly #answer = Promise.withResolvers<HttpAnswer>()
  #body: ReadableStreamDefaultController<Uint8Array> | undefined

  constructor(request: HttpRequest, signal: AbortSignal) {
    this.request = request
    signal.addEventListener('abort', () => this.cut())
  }

  get answered(): Promise<HttpAnswer> {
    return this.#answer.promise
  }

  /** The answer comes whole. */
  answer(body: unknown, status = 200): void {
    this.#answer.resolve(new Response(JSON.stringify(body), { status }))
  }

  /** The answer begins, and goes on. */
  stream(text = STREAM_HEARTBEAT): void {
    if (!this.#body) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          this.#body = controller
        },
      })
      const headers = { 'Content-Type': 'text/event-stream' }
      this.#answer.resolve(new Response(body, { headers }))
    }
    this.#body?.enqueue(new TextEncoder().encode(text))
  }

  deliver(first: number, ...frames: string[]): void {
    this.stream(encodeEvent(JSON.stringify({ first, frames })))
  }

  /** The network ends it. */
  cut(): void {
    const error = new TypeError('The network is gone.')
    this.#answer.reject(error)
    try {
      this.#body?.error(error)
    } catch {
      // It has ended already.
    }
  }
}

/** A page without a WebSocket, and the server's side of each of its requests. */
async function page(kind: HttpTransportKind = 'stream') {
  const asked: Asked[] = []
  const heard: unknown[] = []
  const kinds: HttpTransportKind[] = []
  const fetch: Fetch = (_, { body, signal }) => {
    const one = new Asked(JSON.parse(body) as HttpRequest, signal)
    asked.push(one)
    return one.answered
  }
  const socket = new HttpSocket({
    address: '/live',
    fetch,
    kind,
    onKind: (kind) => kinds.push(kind),
  })
  socket.addEventListener('open', () => heard.push('open'))
  socket.addEventListener('message', ({ data }) => heard.push(data))
  socket.addEventListener('close', ({ code }) => heard.push(code))
  const of = (type: HttpRequest['type']) => asked.filter(({ request }) => request.type === type)
  const last = (type: HttpRequest['type']) => of(type).at(-1) as Asked
  return { socket, asked, heard, kinds, of, last }
}

/** The same, with a connection whose first answer goes on. */
async function openPage() {
  const opened = await page()
  await passing()
  opened.last('begin').answer({ connection: CONNECTION })
  await passing()
  opened.last('receive').stream()
  await passing()
  return opened
}

/** Time passes, and all that follows without time. */
async function passing(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
}

describe('a connection over plain HTTP', () => {
  it('is open once something has come, and hands on text and bytes', async () => {
    const { heard, last, kinds } = await openPage()
    expect([heard, kinds]).toEqual([['open'], ['stream']])
    last('receive').deliver(1, '{"one":1}', 'AQL/')
    await passing()
    expect(heard.slice(1)).toEqual(['{"one":1}', Uint8Array.of(1, 2, 255).buffer])
  })

  it('sends in order, one batch at a time, and what comes meanwhile together', async () => {
    const { socket, of, last } = await openPage()
    socket.send('{"one":1}')
    socket.send(Uint8Array.of(1, 2, 255))
    await passing()
    socket.send('{"two":2}')
    socket.send('{"three":3}')
    await passing()
    expect(of('send')).toHaveLength(1)
    expect(last('send').request).toMatchObject({ batch: 1, frames: ['{"one":1}', 'AQL/'] })
    last('send').answer({})
    await passing()
    expect(last('send').request).toMatchObject({ batch: 2, frames: ['{"two":2}', '{"three":3}'] })
  })

  it('sends a batch again that may not have arrived, under its number', async () => {
    const { socket, of, last } = await openPage()
    socket.send('{"one":1}')
    await passing()
    last('send').cut()
    await passing(1000)
    expect(of('send').map(({ request }) => request)).toEqual([
      expect.objectContaining({ batch: 1, frames: ['{"one":1}'] }),
      expect.objectContaining({ batch: 1, frames: ['{"one":1}'] }),
    ])
  })

  it('is lost where a batch cannot be brought to the server', async () => {
    const { socket, heard, last } = await openPage()
    socket.send('{"one":1}')
    for (let tries = 0; tries < 4; tries++) {
      await passing(1500)
      last('send').cut()
      last('receive').stream()
    }
    await passing()
    expect(heard.at(-1)).toBe(1006)
  })

  it('sends small batches where the server takes long, and never one that is too large', async () => {
    const { socket, last } = await openPage()
    const frame = `{"paste":"${'x'.repeat(2000)}"}`
    for (let count = 0; count < 200; count++) socket.send(frame)
    const sizes: number[] = []
    for (let count = 0; count < 8; count++) {
      await passing(10)
      last('receive').stream()
      const { request } = last('send')
      sizes.push(request.type === 'send' ? request.frames.join('').length : 0)
      last('send').answer({})
    }
    expect(sizes[0]).toBeLessThanOrEqual(4096)
    expect(Math.max(...sizes)).toBeGreaterThan(BATCH_CHARACTERS / 2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BATCH_CHARACTERS)
  })

  it('tells what has come, before the server keeps too much of it', async () => {
    const { of, last } = await openPage()
    const frame = `{"print":"${'x'.repeat(4000)}"}`
    last('receive').deliver(1, frame, frame)
    await passing()
    expect(of('send')).toEqual([])
    last('receive').deliver(3, frame, frame, frame)
    await passing()
    expect(last('send').request).toMatchObject({ after: 5, frames: [] })
  })
})

describe('an answer', () => {
  it('that is cut is asked for again from the frame where it stopped', async () => {
    const { heard, of, last, kinds } = await openPage()
    last('receive').deliver(1, '{"one":1}')
    for (let second = 0; second < 5; second++) {
      await passing(1000)
      last('receive').stream()
    }
    // Half of an event is none.
    last('receive').stream('data: {"first":2,"fra')
    await passing()
    last('receive').cut()
    await passing()
    expect(of('receive')).toHaveLength(2)
    expect(last('receive').request).toMatchObject({ after: 1, transport: 'stream' })
    last('receive').deliver(1, '{"one":1}', '{"two":2}')
    await passing()
    expect(heard).toEqual(['open', '{"one":1}', '{"two":2}'])
    expect(kinds).toEqual(['stream'])
  })

  it('of which nothing comes for 3 seconds is kept back: polls take its place', async () => {
    const { heard, kinds, last } = await page()
    await passing()
    last('begin').answer({ connection: CONNECTION })
    await passing(3000)
    expect([heard, kinds]).toEqual([['open'], ['poll']])
    expect(last('receive').request).toMatchObject({ after: 0, transport: 'poll' })
    last('receive').answer({ first: 1, frames: ['{"one":1}'] })
    await passing()
    expect(heard.at(-1)).toBe('{"one":1}')
    expect(last('receive').request).toMatchObject({ after: 1, transport: 'poll' })
  })

  it.each([
    ['says nothing any more', (asked: Asked) => asked.stream('')],
    ['is cut at once, twice', (asked: Asked) => asked.cut()],
  ])('that %s is no stream: polls take its place', async (_, act) => {
    const { kinds, last } = await openPage()
    for (let count = 0; count < 2; count++) {
      last('receive').stream()
      await passing()
      act(last('receive'))
      await passing(2.5 * HEARTBEAT_MILLISECONDS)
    }
    expect(kinds).toEqual(['stream', 'poll'])
    expect(last('receive').request).toMatchObject({ transport: 'poll' })
  })

  it('that is a page of a proxy is none', async () => {
    const { kinds, last } = await page()
    await passing()
    last('begin').answer({ connection: CONNECTION })
    for (let count = 0; count < 2; count++) {
      await passing(500)
      last('receive').answer('This is not for pupils.', 403)
    }
    await passing(500)
    expect([kinds, last('receive').request]).toMatchObject([['poll'], { transport: 'poll' }])
  })

  it('that tells the end ends all, with its code', async () => {
    const { heard, last } = await openPage()
    const end = { first: 1, frames: ['{"last":1}'], close: CLOSE.goingAway.code }
    last('receive').stream(encodeEvent(JSON.stringify(end)))
    await passing(60_000)
    expect(heard).toEqual(['open', '{"last":1}', 1001])
  })
})

describe('a server', () => {
  it.each([
    ['does not know the connection any more', 404, 1006],
    ['has closed it', 410, CLOSE.tooFast.code],
  ])('that %s is not asked again', async (_, status, close) => {
    const { heard, last, asked } = await openPage()
    await passing(1000)
    last('receive').cut()
    await passing()
    last('receive').answer({ close }, status)
    await passing()
    const count = asked.length
    await passing(60_000)
    expect([heard.at(-1), asked.length]).toEqual([close, count])
  })

  it.each([
    ['refuses the page', { close: CLOSE.foreignOrigin.code }, 403, CLOSE.foreignOrigin.code],
    ['is not reached, and a proxy answers instead', 'Not for pupils.', 403, CLOSE.blocked.code],
  ])('that %s says so', async (_, body, status, code) => {
    const { heard, last } = await page()
    await passing()
    last('begin').answer(body, status)
    await passing()
    expect(heard).toEqual([code])
  })
})

describe('a page that gives its connection up', () => {
  it('says so to the server, and asks for nothing any more', async () => {
    const { socket, heard, of, last } = await openPage()
    socket.close()
    await passing()
    const nothing = { connection: CONNECTION, after: 0, batches: [] }
    expect(last('end').request).toEqual({ type: 'end', ...nothing })
    await passing(60_000)
    expect([heard, of('receive').length]).toEqual([['open', 1000], 1])
  })

  it('says with it what may not have arrived, in order, and no more than a browser carries', async () => {
    const { socket, last } = await openPage()
    socket.send('{"one":1}')
    await passing()
    socket.send('{"two":2}')
    const paste = `{"paste":"${'x'.repeat(10_000)}"}`
    for (let count = 0; count < 10; count++) socket.send(paste)
    socket.close()
    const { request } = last('end')
    const batches = request.type === 'end' ? request.batches : []
    expect(batches[0]).toEqual({ batch: 1, frames: ['{"one":1}'] })
    expect(batches[1]).toEqual({ batch: 2, frames: ['{"two":2}', ...Array(6).fill(paste)] })
    expect(JSON.stringify(request).length).toBeLessThan(64 * 1024)
  })

  it('because it said nothing has polls from then on', async () => {
    const { socket, kinds } = await openPage()
    await passing(2.2 * HEARTBEAT_MILLISECONDS)
    socket.close()
    expect(kinds).toEqual(['stream', 'poll'])
  })
})
