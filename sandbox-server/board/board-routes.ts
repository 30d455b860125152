import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { JoinRefusal, JoinTrouble } from '../../protocol/join-messages.ts'
import type { Admission } from '../gateway/admission.ts'
import { JoinError } from '../workshops/join-error.ts'
import { RecordsError } from '../workshops/records/records-error.ts'
import { WorkshopError } from '../workshops/workshop-error.ts'
import { BOARD_PREFIX, pathBelowBoard } from './board-path.ts'
import { type Answer, type JoinRoutes, joinRoutes } from './join-routes.ts'

/** HTTP's word for a refusal; 400 for all others. */
const STATUSES: { readonly [Trouble in JoinTrouble]?: number } = {
  'no-workshops': 404,
  'code-unknown': 404,
  'code-over': 404,
  'code-guessed': 429,
  busy: 429,
  'not-in': 401,
  'not-kept': 503,
  closed: 409,
  full: 409,
  'name-taken': 409,
}

export interface BoardRoutesOptions extends Omit<JoinRoutes, 'desk'> {
  /** Undefined where this server has no live terminals, and so no workshops. */
  readonly desk: JoinRoutes['desk'] | undefined
  readonly admission: Admission
  /** By their names: each has these routes below its own path, too. */
  readonly courses: readonly string[]
  readonly onFault: (error: unknown) => void
  /** Answers everything else. */
  readonly next: RequestListener
}

/** Answers what the join page asks, and what participants ask of their seats. */
export function serveBoardRoutes(options: BoardRoutesOptions): RequestListener {
  const { desk, courses, onFault, next } = options
  return async (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://host')
    const path = url && pathBelowBoard(url.pathname, courses)
    if (!path) return next(request, response)
    try {
      if (desk === undefined) throw new JoinError('no-workshops')
      const route = joinRoutes[`${request.method} ${BOARD_PREFIX}${path}`]
      if (route === undefined) throw new JoinError('malformed')
      send(response, 200, await route({ ...options, desk, request, url }))
    } catch (error) {
      if (!(error instanceof WorkshopError)) onFault(error)
      refuse(request, response, error instanceof RecordsError ? new JoinError('not-kept') : error)
    }
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  // What is left of a body is not read.
  if (!request.complete) response.setHeader('Connection', 'close')
  if (error instanceof JoinError) {
    const { trouble, message: sentence, suggestion } = error
    const refusal: JoinRefusal = { trouble, sentence, ...(suggestion && { suggestion }) }
    send(response, STATUSES[trouble] ?? 400, refusal)
  } else if (error instanceof WorkshopError) {
    send(response, 400, { sentence: error.message })
  } else {
    send(response, 500, { sentence: 'Something went wrong in the server. Try again.' })
  }
}

function send(response: ServerResponse, status: number, body: Answer): void {
  const isFile = body instanceof Uint8Array
  response.writeHead(status, {
    'Content-Type': isFile ? 'application/pdf' : 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(isFile ? body : JSON.stringify(body))
}
