import type { SocketLike } from './client.ts'
import { CLOSE_CODES, NO_CLOSE_CODE } from './close-codes.ts'
import { EventStreamReader } from './event-stream.ts'
import { begun, decodeFrame, delivery, encodeFrame, STREAM_TYPE } from './http-messages.ts'
import { HttpOutbox } from './http-outbox.ts'
import {
  ClosedError,
  type Fetch,
  type HttpAnswer,
  HttpRequests,
  parse,
  SilentError,
} from './http-requests.ts'
import { HEARTBEAT_MILLISECONDS } from './limits.ts'
import { SocketEvents } from './socket-events.ts'

/**
 * How the server's frames come: by an answer that goes on, or, where a proxy keeps back what it has not
 * got whole, by one answer after another.
 */
export type HttpTransportKind = 'stream' | 'poll'

export interface HttpSocketOptions {
  readonly address: string
  readonly fetch: Fetch
  /** What is tried first. */
  readonly kind: HttpTransportKind
  /** Told what works, and when that changes. */
  readonly onKind: (kind: HttpTransportKind) => void
}

/** Time that the server has to begin a connection, in milliseconds. */
const BEGIN_MILLISECONDS = 8000

/** The server says something at once: a stream that is silent for so long is kept back; ms. */
const FIRST_BYTE_MILLISECONDS = 3000

/** Nor does one carry that says nothing in the time of two heartbeats; milliseconds. */
const SILENCE_MILLISECONDS = 2.5 * HEARTBEAT_MILLISECONDS

/** Time for one poll, of which the server waits `POLL_HOLD_MILLISECONDS`; milliseconds. */
const POLL_MILLISECONDS = 20_000

/** A batch may be a large paste over a slow line; milliseconds. */
const SEND_MILLISECONDS = 60_000

/** A stream that is cut sooner than this does not carry; milliseconds. */
const SHORT_MILLISECONDS = 1000

/** Streams in succession that do not carry, after which polls are tried. */
const FAILED_STREAMS = 2

/** Requests in succession that fail, after which the connection is given up. */
const FAILED_REQUESTS = 4

const RETRY_MILLISECONDS = 300

/**
 * A connection over plain HTTP that looks like a WebSocket. It outlives the answers that carry it: each
 * frame has a number, and a cut answer is asked for again from there.
 */
export class HttpSocket implements SocketLike {
  binaryType = 'arraybuffer'
  readonly #options: HttpSocketOptions
  readonly #requests: HttpRequests
  readonly #outbox: HttpOutbox
  readonly #events = new SocketEvents()
  readonly addEventListener = this.#events.add
  #kind: HttpTransportKind
  #connection: string | undefined
  /** Number of the last frame that came. */
  #received = 0
  /** Answers in succession that brought nothing, or were cut at once. */
  #failures = 0
  /** Something of the present answer has come. */
  #hasSpoken = false
  #heardAt = 0
  #isOpen = false
  #isOver = false

  constructor(options: HttpSocketOptions) {
    this.#options = options
    this.#kind = options.kind
    this.#requests = new HttpRequests(options.address, options.fetch)
    this.#outbox = new HttpOutbox({
      send: (batch, frames) => this.#send(batch, frames),
      failed: (error) => this.#fail(error),
    })
    this.#run().catch((error: Error) => this.#fail(error))
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (!this.#isOver) this.#outbox.add(encodeFrame(data))
  }

  close(): void {
    // A stream that was given up because it said nothing is no stream for the next connection either.
    const isSilent = performance.now() - this.#heardAt > 2 * HEARTBEAT_MILLISECONDS
    if (this.#isOpen && this.#kind === 'stream' && isSilent) this.#options.onKind('poll')
    this.#finish(1000)
  }

  async #run(): Promise<void> {
    const answer = await this.#requests.ask({ type: 'begin' }, BEGIN_MILLISECONDS, readText)
    this.#connection = parse(begun, answer)?.connection
    if (this.#connection === undefined) throw new Error('That is no answer of the server.')
    if (this.#isOver) return this.#requests.end(this.#connection, 0, [])
    if (this.#kind === 'poll') this.#opened()
    while (!this.#isOver) await this.#receiveAgain(this.#connection)
  }

  /** One answer more, of which nothing is lost however it ends. */
  async #receiveAgain(connection: string): Promise<void> {
    const began = performance.now()
    this.#hasSpoken = false
    let error: unknown
    try {
      if (this.#kind === 'poll') await this.#poll(connection)
      else await this.#stream(connection)
    } catch (caught) {
      if (caught instanceof ClosedError) throw caught
      error = caught
    }
    if (this.#isOver) return
    const isLong = performance.now() - began >= SHORT_MILLISECONDS
    const isCarried = this.#kind === 'poll' ? error === undefined : this.#hasSpoken && isLong
    this.#failures = isCarried ? 0 : this.#failures + 1
    // Before anything has come, a stream may be refused for what it is.
    const mayBeItsKind = this.#hasSpoken || !this.#isOpen
    const isUnfit =
      error instanceof SilentError || (this.#failures >= FAILED_STREAMS && mayBeItsKind)
    if (this.#kind === 'stream' && isUnfit) return this.#turnToPolls()
    if (this.#failures >= FAILED_REQUESTS) throw new Error('Nothing is answered any more.')
    if (this.#failures > 0) await after(RETRY_MILLISECONDS)
  }

  #turnToPolls(): void {
    this.#kind = 'poll'
    this.#failures = 0
    if (this.#isOpen) this.#options.onKind('poll')
    else this.#opened()
  }

  async #stream(connection: string): Promise<void> {
    const wanted = { type: 'receive', connection, after: this.#received } as const
    const request = { ...wanted, transport: 'stream' } as const
    await this.#requests.ask(request, FIRST_BYTE_MILLISECONDS, async (answer, heard) => {
      const reader = answer.body?.getReader()
      if (!answer.headers.get('Content-Type')?.startsWith(STREAM_TYPE) || !reader) {
        throw new Error('That is no stream.')
      }
      const events = new EventStreamReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done || this.#isOver) return
        this.#hasSpoken = true
        this.#heardAt = performance.now()
        heard(SILENCE_MILLISECONDS)
        this.#opened()
        for (const data of events.push(value ?? new Uint8Array(0))) this.#deliver(data)
      }
    })
  }

  async #poll(connection: string): Promise<void> {
    const request = { type: 'receive', connection, after: this.#received } as const
    const wanted = { ...request, transport: 'poll' } as const
    this.#deliver(await this.#requests.ask(wanted, POLL_MILLISECONDS, readText))
  }

  #deliver(text: string): void {
    const delivered = parse(delivery, text)
    if (delivered === undefined) throw new Error('That is no answer of the server.')
    for (const [index, frame] of delivered.frames.entries()) {
      const number = delivered.first + index
      if (number <= this.#received) continue
      if (number > this.#received + 1) throw new ClosedError(NO_CLOSE_CODE)
      this.#received = number
      this.#outbox.received(frame.length)
      this.#events.tell('message', { data: decodeFrame(frame) })
      if (this.#isOver) return
    }
    if (delivered.close !== undefined) this.#finish(delivered.close)
  }

  /** Both directions work. */
  #opened(): void {
    if (this.#isOpen || this.#isOver) return
    this.#isOpen = true
    this.#options.onKind(this.#kind)
    this.#outbox.open()
    this.#events.tell('open', undefined)
  }

  async #send(batch: number, frames: string[]): Promise<void> {
    if (this.#connection === undefined || this.#isOver) return
    const connection = this.#connection
    const transport = this.#kind
    const asked = { type: 'send', connection, batch, after: this.#received, frames } as const
    await this.#requests.ask({ ...asked, transport }, SEND_MILLISECONDS, readText)
  }

  #fail(error: Error): void {
    if (error instanceof ClosedError) this.#finish(error.code)
    else this.#finish(this.#isOpen ? NO_CLOSE_CODE : CLOSE_CODES.blocked)
  }

  #finish(code: number): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#requests.abort()
    if (code === 1000 && this.#connection !== undefined) {
      this.#requests.end(this.#connection, this.#received, this.#outbox.rest)
    }
    this.#events.tell('close', { code })
  }
}

function readText(answer: HttpAnswer): Promise<string> {
  return answer.text()
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
