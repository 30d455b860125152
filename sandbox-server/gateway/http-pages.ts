import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type CloseName, NO_CLOSE_CODE } from '../../protocol/close-codes.ts'
import { type HttpRequest, httpRequest, REQUEST_TYPE } from '../../protocol/http-messages.ts'
import { LIVE_ANSWER, MAXIMUM_BATCH_BYTES } from '../../protocol/limits.ts'
import { parseMessage } from '../../protocol/messages.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import { Connection } from './connection.ts'
import { HttpTransport, sendJson } from './http-transport.ts'
import { liveCourseOf } from './live-path.ts'
import { readBody } from './request-body.ts'
import type { PageServerOptions } from './socket-server.ts'

/** Requests of one connection: no more than messages (`connection.ts`). */
const REQUEST_RATE = { perSecond: 1000, burst: 2000 }

/** A page that was closed can ask why for so long, in milliseconds. */
const CLOSED_MILLISECONDS = 5000

interface OpenPage {
  readonly transport: HttpTransport
  /** Its origin. */
  readonly page: string
  readonly course: string
  readonly requests: TokenBucket
}

export interface HttpPageOptions extends PageServerOptions {
  /** Answers what is not for live terminals. */
  readonly next: RequestListener
  readonly clock?: Clock
}

export interface HttpPages {
  readonly answer: RequestListener
  /** Ends every connection. */
  close(): void
}

/** The endpoint of pages that can have no WebSocket: the same connections, over plain HTTP. */
export function serveHttpPages(options: HttpPageOptions): HttpPages {
  const { admission, sessions, next, observe, onFault, clock = systemClock } = options
  const pages = new Map<string, OpenPage>()

  return {
    answer(request, response) {
      const course = liveCourseOf(request, options.courses)
      if (course === undefined) next(request, response)
      else if (request.method === 'POST') {
        post(request, response, course).catch((error: unknown) => {
          onFault(error)
          response.destroy()
        })
      } else if (request.method === 'GET' || request.method === 'HEAD') sayLive(response)
      else response.writeHead(405, { Allow: 'GET, HEAD, POST' }).end()
    },
    close() {
      for (const { transport } of pages.values()) transport.close(CLOSE.goingAway.code)
    },
  }

  async function post(
    request: IncomingMessage,
    response: ServerResponse,
    course: string,
  ): Promise<void> {
    const page = admission.originOf(request)
    if (page === undefined) return refuse(response, 403, CLOSE.foreignOrigin.code)
    // Another type could be sent by a page of any origin without the browser asking first.
    if (request.headers['content-type'] !== REQUEST_TYPE) return refuseBad(response, 415)
    const place = admission.ask(request)
    if (place === undefined) return refuse(response, 429, CLOSE.tooManyReaders.code)
    const body = await readBody(request, MAXIMUM_BATCH_BYTES).finally(place.release)
    if (body === undefined) return tooLarge(response)
    const asked = parseMessage(httpRequest, body)
    if (asked === undefined) return refuseBad(response, 400)
    if (asked.type === 'begin') return begin(request, response, page, course)
    const open = pages.get(asked.connection)
    if (open?.page !== page || open.course !== course) return refuse(response, 404, NO_CLOSE_CODE)
    if (!open.requests.take(1)) open.transport.close(CLOSE.tooFast.code)
    serve(asked, open.transport, response)
  }

  function begin(
    request: IncomingMessage,
    response: ServerResponse,
    page: string,
    course: string,
  ): void {
    const place = sessions && admission.connect(request)
    if (!sessions || place === undefined) {
      refuse(response, 503, (sessions ? CLOSE.tooManyReaders : CLOSE.noTerminals).code)
      return
    }
    const connection = randomBytes(24).toString('base64url')
    const transport = new HttpTransport(clock)
    const requests = new TokenBucket(REQUEST_RATE, clock)
    pages.set(connection, { transport, page, course, requests })
    transport.once('close', async () => {
      place.release()
      await clock.wait(CLOSED_MILLISECONDS)
      transport.end()
      pages.delete(connection)
    })
    const { readers } = admission
    const kind = () => transport.kind
    new Connection({ ...options, course, transport, kind, page, sessions, readers, place })
    sendJson(response, 200, JSON.stringify({ connection }))
  }

  function serve(
    asked: Exclude<HttpRequest, { type: 'begin' }>,
    transport: HttpTransport,
    response: ServerResponse,
  ): void {
    if (asked.type === 'receive') {
      transport.receive(response, asked.after, asked.transport)
      return
    }
    if (asked.type === 'send') {
      transport.kind = asked.transport
      transport.accept(asked.batch, asked.after, asked.frames)
    }
    if (asked.type === 'end') {
      for (const { batch, frames } of asked.batches) transport.accept(batch, asked.after, frames)
    }
    const { closedWith } = transport
    if (asked.type === 'end') transport.end()
    if (closedWith !== undefined) refuse(response, 410, closedWith)
    else response.writeHead(204, { 'Cache-Control': 'no-store' }).end()
  }

  function refuseBad(response: ServerResponse, status: 400 | 415): void {
    said('malformed')
    refuse(response, status, CLOSE.malformed.code)
  }

  function tooLarge(response: ServerResponse): void {
    said('tooLarge')
    // What is left of the body is not read.
    response.setHeader('Connection', 'close')
    refuse(response, 413, CLOSE.tooLarge.code)
  }

  function said(reason: CloseName): void {
    observe({ kind: 'refused', session: undefined, reason })
  }
}

function sayLive(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(LIVE_ANSWER)
}

function refuse(response: ServerResponse, status: number, close: number): void {
  sendJson(response, status, JSON.stringify({ close }))
}
