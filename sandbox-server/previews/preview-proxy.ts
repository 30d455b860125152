import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { type Duplex, finished } from 'node:stream'
import { ChannelAgent } from '../sandboxes/ssh/channel-agent.ts'
import { firstAnswer, NoAnswerError } from '../sandboxes/ssh/first-answer.ts'
import type { Session } from '../sessions/session.ts'
import { handOn, StrangeAnswerError, switchProtocols } from './app-answer.ts'
import { type HeaderPlace, requestHeaders } from './preview-headers.ts'

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

/** Where a request goes. */
export interface AppRequest {
  readonly session: Session
  readonly place: HeaderPlace
  /** Of the app, with the query. */
  readonly path: string
}

/**
 * Hands requests to the apps in readers' sandboxes, and their answers back, as they stream. An app
 * may send anything: no handler of an event here calls what can throw.
 */
export class PreviewProxy {
  readonly #agents = new WeakMap<Session, ChannelAgent>()

  /** @throws {PreviewError} before anything was answered; else when either side went away. */
  async web(to: AppRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { session, place } = to
    const asked = this.#ask(to, request, requestHeaders(request.headers, place))
    const leave = () => asked.destroy()
    response.once('close', leave)
    request.on('error', leave)
    request.pipe(asked)
    // An app may answer before it has read everything: what is left of the request is dropped.
    asked.once('close', () => request.unpipe(asked).resume())
    try {
      const { answer, upgraded } = await firstAnswer(asked, ANSWER_MILLISECONDS)
      session.touch()
      if (upgraded) throw new StrangeAnswerError('The app switched protocols by itself.')
      await handOn(answer, response, place)
    } catch (error) {
      throw asPreviewError(error)
    } finally {
      asked.destroy()
    }
  }

  /**
   * A WebSocket. What the app answers instead of one is handed back, too.
   * @param response on `stream`, for either answer.
   * @throws {PreviewError} before anything was answered; else when either side went away.
   */
  async socket(
    to: AppRequest,
    request: IncomingMessage,
    response: ServerResponse,
    stream: Duplex,
    head: Buffer,
  ): Promise<void> {
    const { session, place } = to
    const asked = this.#ask(to, request, requestHeaders(request.headers, place, { upgrade: true }))
    stream.once('close', () => asked.destroy())
    asked.end()
    try {
      const { answer, upgraded } = await firstAnswer(asked, ANSWER_MILLISECONDS)
      session.touch()
      if (!upgraded) return await handOn(answer, response, place)
      switchProtocols(answer, response, place)
      response.detachSocket(stream as Parameters<ServerResponse['detachSocket']>[0])
      join(stream, head, upgraded)
    } catch (error) {
      asked.destroy()
      throw asPreviewError(error)
    }
  }

  #ask(
    { session, place, path }: AppRequest,
    { method }: IncomingMessage,
    headers: OutgoingHttpHeaders,
  ): ClientRequest {
    const agent = this.#agent(session)
    return httpRequest({ agent, port: place.port, method, path, headers })
  }

  #agent(session: Session): ChannelAgent {
    const known = this.#agents.get(session)
    if (known) return known
    const agent = new ChannelAgent((port) => dial(session, port), CONNECTIONS_AT_ONCE)
    this.#agents.set(session, agent)
    return agent
  }
}

function join(
  stream: Duplex,
  head: Buffer,
  { stream: app, head: first }: { stream: Duplex; head: Buffer },
): void {
  if (head.length > 0) stream.unshift(head)
  if (first.length > 0) app.unshift(first)
  stream.pipe(app).pipe(stream)
  finished(app, { writable: false }, (error) => error && stream.destroy())
  // A channel closes only once all that came is read, and nobody reads it any more.
  finished(stream, () => app.destroy().resume())
}

async function dial(session: Session, port: number): Promise<Duplex> {
  const channel = await session.dial(port)
  if (channel === undefined) throw new PreviewError('gone')
  return channel
}

const FAILURE_OF = { late: 'slow', strange: 'strange', none: 'silent' } as const

function asPreviewError(error: unknown): PreviewError {
  if (error instanceof PreviewError) return error
  if (error instanceof StrangeAnswerError) return new PreviewError('strange', { cause: error })
  if (!(error instanceof NoAnswerError)) return new PreviewError('silent', { cause: error })
  if (error.cause instanceof PreviewError) return error.cause
  return new PreviewError(FAILURE_OF[error.reason], { cause: error })
}
