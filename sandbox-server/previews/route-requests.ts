import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PreviewPlace } from './preview-address.ts'
import type { PreviewServer } from './preview-server.ts'

export interface Site {
  readonly page: RequestListener
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
}

/** Leads every request of a port to where it belongs, before anything else sees it. */
export function routeRequests(
  http: Server,
  placeOf: (request: IncomingMessage) => PreviewPlace,
  previews: PreviewServer,
  site?: Site,
): void {
  http.on('request', (request, response) => {
    const place = placeOf(request)
    if (site && place.kind === 'site') site.page(request, response)
    else void previews.serve(place, request, response)
  })
  http.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy())
    const place = placeOf(request)
    if (site && place.kind === 'site') site.upgrade(request, stream, head)
    else void previews.upgrade(place, request, stream, head)
  })
}
