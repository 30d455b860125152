import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { responseOn } from './app-answer.ts'
import type { PreviewPlace } from './preview-address.ts'
import type { PreviewServer } from './preview-server.ts'

export interface Site {
  page(request: IncomingMessage, response: ServerResponse): void | Promise<void>
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
}

export interface Routes {
  readonly placeOf: (request: IncomingMessage) => PreviewPlace
  readonly previews: PreviewServer
  /** Answers what leads to no preview. */
  readonly site?: Site
  /** Told of an error that nobody expected. */
  readonly onFault: (error: unknown) => void
}

/** Whether a request asks for a WebSocket; any other wish to upgrade is not met (RFC 9110 7.8). */
export function asksForSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * Leads every request of a port to where it belongs, before anything else sees it. What goes wrong
 * with one request ends that request and nothing else.
 */
export function routeRequests(http: Server, { placeOf, previews, site, onFault }: Routes): void {
  http.on('request', (request, response) => {
    fenced(response, async () => {
      if (hasTwoHosts(request)) return refuseTwoHosts(response)
      const place = placeOf(request)
      if (site && place.kind === 'site') await site.page(request, response)
      else await previews.serve(place, request, response)
    })
  })
  http.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy())
    fenced(stream, async () => {
      if (hasTwoHosts(request)) return refuseTwoHosts(responseOn(stream, request))
      const place = placeOf(request)
      if (site && place.kind === 'site') site.upgrade(request, stream, head)
      else await previews.upgrade(place, request, stream, head)
    })
  })

  function fenced(connection: ServerResponse | Duplex, answer: () => Promise<void>): void {
    answer().catch((error: unknown) => {
      onFault(error)
      connection.destroy()
    })
  }
}

/** Which of two hosts was meant nobody can tell (RFC 9112 section 3.2). */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  const isHost = (name: string, index: number) => index % 2 === 0 && /^host$/i.test(name)
  return rawHeaders.filter(isHost).length > 1
}

function refuseTwoHosts(response: ServerResponse): void {
  response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
  response.end('This request names its host twice. Send one Host header.\n')
}
