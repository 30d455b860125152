import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type Http2Session,
} from 'node:http2'
import { createConnection } from 'node:net'
import type { Duplex } from 'node:stream'
import type * as z from 'zod'
import { type NodeAddress, showNodeAddress } from '../../node-protocol/address.ts'
import type { ConnectionCertificates } from '../../node-protocol/connection-certificates.ts'
import { line, readLines, readMessage } from '../../node-protocol/json-stream.ts'
import { keepAlive } from '../../node-protocol/keep-alive.ts'
import {
  CONNECTION_WINDOW_BYTES,
  SESSION_MEGABYTES,
  WINDOW_BYTES,
} from '../../node-protocol/limits.ts'
import {
  failure,
  type Hello,
  NODE_NAME,
  NODE_PROTOCOL,
  type NodeFacts,
  type NodeNews,
  nodeFacts,
  nodeNews,
} from '../../node-protocol/messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import { Stream } from '../common/stream.ts'
import { Watched } from '../common/watched.ts'
import { DriverError } from '../drivers/driver.ts'
import { awayReason } from './away-reason.ts'

/** Time from one try to the next, in milliseconds: at first, and for a node that is long away. */
const FIRST_PAUSE_MILLISECONDS = 100
const LONGEST_PAUSE_MILLISECONDS = 2000

/** A node that does not greet within this time is tried again, in milliseconds. */
const GREETING_MILLISECONDS = 5000

export interface NodeLinkOptions {
  readonly address: NodeAddress
  /** Needed for an address that is not a path. */
  readonly certificates?: ConnectionCertificates | undefined
  readonly hello: Omit<Hello, 'protocol'>
  readonly clock?: Clock | undefined
}

/** `away`: it is tried again and again, with the reason of the last try that failed. */
export type LinkState =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected'; readonly facts: NodeFacts }
  | { readonly state: 'away'; readonly why: string }

interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/**
 * The connection to one node: all that is asked of it, and all bytes of its sandboxes, are streams
 * of one HTTP/2 session (RFC 9113). One that breaks is made again until the link is disposed of.
 */
export class NodeLink implements Disposable {
  readonly address: NodeAddress
  readonly #options: NodeLinkOptions
  readonly #clock: Clock
  readonly #closing = new AbortController()
  #session: ClientHttp2Session | undefined
  readonly state = new Watched<LinkState>({ state: 'connecting' })
  /** What the node tells of itself; a beat comes first on each connection. */
  readonly news = new Stream<NodeNews>()

  constructor(options: NodeLinkOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.address = options.address
    void this.#keep()
  }

  [Symbol.dispose](): void {
    this.#closing.abort()
    this.#session?.destroy()
  }

  /** What the node said of itself when it was last connected. */
  get facts(): NodeFacts | undefined {
    const { value } = this.state
    return value.state === 'connected' ? value.facts : undefined
  }

  /**
   * Asks something and reads the answer.
   * @throws {DriverError} where the node says what is wrong, and where it cannot be reached.
   */
  async call<Schema extends z.ZodType>(
    request: Request,
    answer: Schema,
  ): Promise<z.infer<Schema> | undefined> {
    const { stream, status } = await this.#request(request)
    if (status === 204) {
      stream.resume()
      return undefined
    }
    return this.#orUnreachable(readMessage(stream, answer))
  }

  /** Asks something whose answer is one message a line. @throws as `call`. */
  async *lines<Schema extends z.ZodType>(
    request: Request,
    answer: Schema,
  ): AsyncGenerator<z.infer<Schema>> {
    const { stream } = await this.#request(request)
    try {
      yield* readLines(stream, answer)
    } catch (error) {
      request.signal?.throwIfAborted()
      throw this.#unreachable(error)
    } finally {
      stream.close()
    }
  }

  /**
   * Opens a stream of bytes.
   * @param onBroken told when the connection broke, and not who is at the other end of the stream.
   * @returns undefined where the node has no such way. @throws as `call`.
   */
  async open(
    path: string,
    signal?: AbortSignal,
    onBroken?: () => void,
  ): Promise<Duplex | undefined> {
    const { stream, status } = await this.#request({ method: 'POST', path, signal }, false)
    if (status === 204) {
      stream.close()
      return undefined
    }
    if (onBroken) {
      const { session } = stream
      // A program that stops resets its streams before the connection: only an answer tells.
      stream.once('close', () => unlessAnswers(session, onBroken))
    }
    return stream
  }

  async #request(
    { method, path, body, signal }: Request,
    isWhole = true,
  ): Promise<{ stream: ClientHttp2Stream; status: number }> {
    signal?.throwIfAborted()
    const session = this.#session
    if (session === undefined || session.destroyed) throw this.#unreachable()
    const stream = session.request(
      { ':method': method, ':path': path },
      { endStream: isWhole && body === undefined, ...(signal && { signal }) },
    )
    if (body !== undefined) stream.end(line(body))
    const status = await answered(stream).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw this.#unreachable(error)
    })
    if (status < 300) return { stream, status }
    const { kind, message } = await this.#orUnreachable(readMessage(stream, failure))
    throw kind === 'driver' ? new DriverError(message) : new DriverError(this.#said(message))
  }

  #said(message: string): string {
    return `The node ${this.facts?.name ?? showNodeAddress(this.address)} says: ${message}`
  }

  #unreachable(cause?: unknown): DriverError {
    const { address } = this
    return new DriverError(`The node at ${showNodeAddress(address)} cannot be reached.`, { cause })
  }

  async #orUnreachable<Result>(reading: Promise<Result>): Promise<Result> {
    try {
      return await reading
    } catch (error) {
      throw this.#unreachable(error)
    }
  }

  async #keep(): Promise<void> {
    const { signal } = this.#closing
    let pause = FIRST_PAUSE_MILLISECONDS
    while (!signal.aborted) {
      let broken: unknown
      let hasGreeted = false
      try {
        await using connection = this.#open((error) => {
          broken = error
        })
        const greeting = AbortSignal.any([signal, AbortSignal.timeout(GREETING_MILLISECONDS)])
        this.#session = connection.session
        const facts = await this.#greet(greeting)
        hasGreeted = true
        keepAlive(connection.session, () => {
          broken = new Error('It no longer answers.')
        })
        this.state.set({ state: 'connected', facts })
        pause = FIRST_PAUSE_MILLISECONDS
        await Promise.race([this.#hear(signal), connection.ended])
      } catch (error) {
        broken ??= error
      }
      this.#session = undefined
      if (signal.aborted) return
      const isGreeting = !hasGreeted && this.#options.certificates !== undefined
      this.state.set({ state: 'away', why: awayReason(broken, isGreeting) })
      await this.#clock.wait(pause, signal).catch(() => {})
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)
    }
  }

  /** @throws where no connection can be tried, such as with an address that is none. */
  #open(onError: (error: unknown) => void) {
    const session = this.#connect()
    const ended = new Promise<void>((resolve) => session.once('close', resolve))
    session.on('error', onError)
    session.once('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES))
    return {
      session,
      ended,
      async [Symbol.asyncDispose]() {
        session.destroy()
        await ended
      },
    }
  }

  async #greet(signal: AbortSignal): Promise<NodeFacts> {
    const body = { ...this.#options.hello, protocol: NODE_PROTOCOL }
    const facts = await this.call({ method: 'POST', path: '/hello', body, signal }, nodeFacts)
    if (facts === undefined) throw new Error('It greets with nothing.')
    return facts
  }

  /** Until the connection ends. */
  async #hear(signal: AbortSignal): Promise<void> {
    const watching = this.lines({ method: 'GET', path: '/watch', signal }, nodeNews)
    for await (const news of watching) this.news.emit(news)
  }

  #connect(): ClientHttp2Session {
    const { address, certificates } = this.#options
    const shared = {
      maxSessionMemory: SESSION_MEGABYTES,
      settings: { initialWindowSize: WINDOW_BYTES },
    }
    if ('path' in address) {
      const createPath = () => createConnection({ path: address.path })
      return connect('http://node', { ...shared, createConnection: createPath })
    }
    return connect(`https://${showNodeAddress(address)}`, {
      ...shared,
      ca: certificates?.authority,
      cert: certificates?.certificate,
      key: certificates?.key,
      servername: NODE_NAME,
      minVersion: 'TLSv1.3',
    })
  }
}

/** Calls `act` where the other side no longer answers, which is known when the connection has ended. */
function unlessAnswers(session: Http2Session | undefined, act: () => void): void {
  void answers(session).then((does) => {
    if (!does) act()
  })
}

/** The question that was sent last, and the one that waits until it is answered. */
const sent = new WeakMap<Http2Session, Promise<boolean>>()
const waiting = new WeakMap<Http2Session, Promise<boolean>>()

/**
 * Whether the other side answers from now on; never rejects. A session has ten questions on their way
 * at most, and a hundred streams may close at once: those that come meanwhile share the next one.
 */
async function answers(session: Http2Session | undefined): Promise<boolean> {
  if (session === undefined) return false
  let next = waiting.get(session)
  if (next === undefined) {
    next = Promise.resolve(sent.get(session)).then(() => {
      waiting.delete(session)
      const answer = ping(session)
      sent.set(session, answer)
      return answer
    })
    waiting.set(session, next)
  }
  return next
}

function ping(session: Http2Session): Promise<boolean> {
  return new Promise((resolve) => {
    if (session.destroyed || session.closed) resolve(false)
    else session.ping((error) => resolve(error === null))
  })
}

/** @returns the status. @throws when the stream ends without an answer. */
function answered(stream: ClientHttp2Stream): Promise<number> {
  return new Promise((resolve, reject) => {
    stream.on('error', reject)
    stream.once('response', (headers) => resolve(headers[':status'] ?? 0))
    stream.once('close', () => reject(new Error('The connection has ended.')))
  })
}
