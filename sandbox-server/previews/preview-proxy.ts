import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Duplex, finished } from 'node:stream'
import { createProxyServer } from 'httpxy'
import { ChannelAgent } from '../sandboxes/ssh/channel-agent.ts'
import type { Session } from '../sessions/session.ts'
import { type HeaderPlace, requestHeaders, responseHeaders } from './preview-headers.ts'

/** Time that an app may take to begin its answer to a whole request, in milliseconds. */
const ANSWER_MILLISECONDS = 60_000

/** Connections of one sandbox to its apps; further requests wait. */
const CONNECTIONS_AT_ONCE = 64

/** Why an app gave no answer; see `FAILURES`. */
export class PreviewError extends Error {
  override readonly name = 'PreviewError'
  readonly failure: 'silent' | 'strange' | 'gone' | 'slow'

  constructor(failure: PreviewError['failure'], options?: ErrorOptions) {
    super(`The app did not answer: ${failure}.`, options)
    this.failure = failure
  }
}

/** Hands requests to the apps in readers' sandboxes, and their answers back, as they stream. */
export class PreviewProxy {
  readonly #agents = new WeakMap<Session, ChannelAgent>()

  /**
   * @param path of the app that is asked, with the query.
   * @throws {PreviewError} before anything was answered.
   */
  async web(
    session: Session,
    place: HeaderPlace,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    request.headers = requestHeaders(request.headers, place)
    request.url = path
    const proxy = createProxyServer()
    let isLate = false
    proxy.on('proxyReq', (asked) => {
      asked.once('finish', () => {
        const timer = setTimeout(() => {
          isLate = true
          asked.destroy(new Error('The app took too long.'))
        }, ANSWER_MILLISECONDS)
        asked.once('response', () => clearTimeout(timer))
        asked.once('close', () => clearTimeout(timer))
      })
    })
    proxy.on('proxyRes', (answer) => {
      session.touch()
      answer.headers = {
        ...responseHeaders(answer.headers, place),
        // The browser's connection, of which the library knows no more than the app.
        connection: response.shouldKeepAlive ? 'keep-alive' : 'close',
      }
    })
    try {
      await proxy.web(request, response, this.#target(session, place.port))
    } catch (error) {
      throw asPreviewError(error, isLate)
    }
  }

  /**
   * A WebSocket. What the app answers instead of one is handed back, too.
   * @throws {PreviewError} before anything was answered.
   */
  async socket(
    session: Session,
    place: HeaderPlace,
    path: string,
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
  ): Promise<void> {
    request.headers = requestHeaders(request.headers, place, { upgrade: true })
    request.url = path
    const proxy = createProxyServer({ upgradeTimeout: ANSWER_MILLISECONDS })
    proxy.on('proxyReqWs', (asked) => {
      asked.once('upgrade', (answer) => {
        session.touch()
        answer.headers = responseHeaders(answer.headers, place, { upgrade: true })
      })
      asked.once('response', (answer) => {
        answer.headers = responseHeaders(answer.headers, place)
      })
    })
    // A channel closes only once all that came is read, and nobody reads it any more.
    proxy.on('proxySocket', (app) => finished(stream, () => app.destroy().resume()))
    try {
      await proxy.ws(request, stream as Socket, this.#target(session, place.port), head)
    } catch (error) {
      throw asPreviewError(error, false)
    }
  }

  #target(session: Session, port: number) {
    return { target: `http://localhost:${port}/`, agent: this.#agent(session) }
  }

  #agent(session: Session): ChannelAgent {
    const known = this.#agents.get(session)
    if (known) return known
    const agent = new ChannelAgent((port) => dial(session, port), CONNECTIONS_AT_ONCE)
    this.#agents.set(session, agent)
    return agent
  }
}

async function dial(session: Session, port: number): Promise<Duplex> {
  const channel = await session.dial(port)
  if (channel === undefined) throw new PreviewError('gone')
  return channel
}

function asPreviewError(error: unknown, isLate: boolean): PreviewError {
  if (error instanceof PreviewError) return error
  // Codes of Node's HTTP parser.
  const isStrange = String((error as NodeJS.ErrnoException).code).startsWith('HPE_')
  return new PreviewError(isLate ? 'slow' : isStrange ? 'strange' : 'silent', { cause: error })
}
