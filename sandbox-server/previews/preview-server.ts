import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Session } from '../sessions/session.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import { responseOn } from './app-answer.ts'
import type { ClosedApps } from './closed-apps.ts'
import { FAILURE_HEADERS, FAILURES, type FailureName, failurePage } from './failure-page.ts'
import { type App, onBehalfOf } from './on-behalf-of.ts'
import { type PreviewPlace, type PreviewSites, previewAddress } from './preview-address.ts'
import { type Preview, PreviewAdmission } from './preview-admission.ts'
import { passCookies } from './preview-cookies.ts'
import type { PreviewPasses } from './preview-passes.ts'
import { type AppRequest, PreviewError, PreviewProxy } from './preview-proxy.ts'

/** Where a preview is entered, below its own base. */
const ENTER_PATH = '/__blitz/enter'

/** Answers anybody, so that a page learns whether its browser finds this server there. */
const REACH_PATH = '/__blitz/reach'

export interface PreviewServerOptions {
  /** Undefined where this server has no live terminals. */
  readonly sessions: SessionRegistry | undefined
  readonly passes: PreviewPasses | undefined
  readonly closedApps?: ClosedApps | undefined
  /** Asked each time: a port may be any free one, known once it listens. */
  readonly sites: () => PreviewSites
  /** Told of an error that nobody expected. */
  readonly onFault: (error: unknown) => void
}

/** Admitted, and there is a sandbox: what is left to do is to ask the app. */
interface Entry extends AppRequest {
  readonly app: App
}

/** Lets readers in to their own apps, and nobody else. */
export class PreviewServer {
  readonly #options: PreviewServerOptions
  readonly #proxy = new PreviewProxy()

  constructor(options: PreviewServerOptions) {
    this.#options = options
  }

  /**
   * The address that opens a port of a session, soon, for pages of the origin `page`.
   * @returns undefined where the reader's browser could not reach one.
   */
  async invite(session: Session, port: number, page: string): Promise<string | undefined> {
    const { passes, sites } = this.#options
    if (!passes) return undefined
    const address = previewAddress(port, passes.keysOf(session.id, port), page, sites())
    if (address === undefined) return undefined
    const enter = `${address.base}${ENTER_PATH.slice(1)}`
    if (address.keyKind === 'local') return enter
    const generation = this.#options.sessions?.generationOf(session.id)
    const pass = { session: session.id, port, site: page, generation }
    const ticket = await passes.issue('ticket', pass)
    return `${enter}?ticket=${ticket}`
  }

  /** Answers a request that does not lead to the site. */
  async serve(
    place: PreviewPlace,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      if (place.kind === 'moved') {
        response.writeHead(307, { Location: place.location, 'Cache-Control': 'no-store' }).end()
        return
      }
      if (place.kind === 'preview' && place.path === REACH_PATH) {
        response.writeHead(204, { 'Cache-Control': 'no-store' }).end()
        return
      }
      if (place.kind === 'preview' && place.path.split('?', 1)[0] === ENTER_PATH) {
        return await this.#enter(place, request, response)
      }
      const entry = await this.#admit(place, request)
      if (typeof entry === 'string') return fail(response, entry)
      await onBehalfOf(entry.app, () => this.#proxy.web(entry, request, response))
    } catch (error) {
      this.#giveUp(response, error)
    }
  }

  /** Answers a request to speak WebSocket that does not lead to the site. */
  async upgrade(
    place: PreviewPlace,
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
  ): Promise<void> {
    const response = responseOn(stream, request)
    try {
      const entry = await this.#admit(place, request)
      if (typeof entry === 'string') return fail(response, entry)
      if (request.headers.origin !== entry.place.origin) return fail(response, 'closed')
      await onBehalfOf(entry.app, () => this.#proxy.socket(entry, request, response, stream, head))
    } catch (error) {
      this.#giveUp(response, error)
    }
  }

  /** Takes the ticket for a cookie where it needs one, and goes on to the path that is wanted. */
  async #enter(
    preview: Preview,
    { method }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (method !== 'GET') {
      // A ticket is good once: who only looks whether an address is there must not spend it.
      response.writeHead(405, { Allow: 'GET', 'Cache-Control': 'no-store' }).end()
      return
    }
    const query = new URLSearchParams(preview.path.slice(ENTER_PATH.length))
    const cookies = preview.keyKind === 'local' ? [] : await this.#cookies(preview, query)
    if (typeof cookies === 'string') return fail(response, cookies)
    // Of the path only what stays in the preview, however it is written.
    const location = URL.parse(query.get('to') ?? '', 'http://preview/')
    const isInside = location?.host === 'preview' && location.protocol === 'http:'
    const inside = isInside ? `${location.pathname}${location.search}`.replace(/^[/\\]+/, '') : ''
    response.writeHead(303, {
      ...(cookies.length > 0 && { 'Set-Cookie': cookies }),
      Location: preview.base + inside,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    response.end()
  }

  async #cookies({ name, base }: Preview, query: URLSearchParams): Promise<string[] | FailureName> {
    const { passes } = this.#options
    if (!passes) return 'off'
    const pass = await passes.redeem(query.get('ticket') ?? '', name)
    if (pass === undefined) return 'closed'
    const { session, port, site, generation } = pass
    const cookie = await passes.issue('cookie', { session, port, site, generation })
    return passCookies(cookie, base, site.startsWith('https:'))
  }

  /** @returns what is left to ask the app, or why it is not asked. */
  async #admit(preview: PreviewPlace, request: IncomingMessage): Promise<Entry | FailureName> {
    const { sessions, passes, closedApps } = this.#options
    if (preview.kind !== 'preview') return 'unknown'
    if (!sessions || !passes) return 'off'
    const found = await new PreviewAdmission(passes, sessions).admit(preview, request.headers)
    if (typeof found === 'string') return found
    const { session, place } = found
    if (session.status.state !== 'ready') return 'gone'
    const app = { sandbox: session.status.id, port: place.port }
    if (closedApps?.has(app)) return 'fell'
    return { app, session, place, path: preview.path }
  }

  #giveUp(response: ServerResponse, error: unknown): void {
    // What was begun cannot be taken back: the browser sees that it is cut.
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (!(error instanceof PreviewError)) this.#options.onFault(error)
    fail(response, error instanceof PreviewError ? error.failure : 'silent')
  }
}

function fail(response: ServerResponse, name: FailureName): void {
  const { status } = FAILURES[name]
  response.writeHead(status, STATUS_CODES[status], FAILURE_HEADERS)
  response.end(response.req.method === 'HEAD' ? undefined : failurePage(name))
}
