import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Readiness } from '../house/readiness.ts'
import type { Metrics } from '../observation/metrics.ts'
import { sharedAddress } from './client-address.ts'
import { isUnownedName } from './origin.ts'
import { isProxyHeader } from './proxy-headers.ts'

/** Who may read the metrics: this machine, everybody who reaches the port, or nobody. */
export type MetricsAudience = 'loopback' | 'all' | 'off'

export interface StatusPagesOptions {
  readonly metrics: Metrics
  readonly audience: MetricsAudience
  readonly addressOf: (request: IncomingMessage) => string
  readonly readiness: () => Promise<Readiness>
  /** Answers everything else. */
  readonly next: RequestListener
}

/** Answers what a host's tools ask: does it live, can it serve, what does it do. */
export function serveStatus(options: StatusPagesOptions): RequestListener {
  const { metrics, audience, addressOf, readiness, next } = options
  return async (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const path = isRead ? request.url?.split('?')[0] : undefined
    if (path === '/healthz') return answer(response, 200, 'This server lives.\n')
    if (path === '/readyz') {
      const { ready, sentence } = await readiness()
      return answer(response, ready ? 200 : 503, `${sentence}\n`)
    }
    if (path === '/metrics' && mayRead(request)) {
      return answer(response, 200, await metrics.read(), metrics.contentType)
    }
    next(request, response)
  }

  function mayRead(request: IncomingMessage): boolean {
    if (audience !== 'loopback') return audience === 'all'
    // A reader who comes by a proxy of this machine that nobody has named comes from this machine.
    const isProxied = Object.keys(request.headers).some(isProxyHeader)
    const isHere = sharedAddress(addressOf(request)) === undefined
    // A page of any name that was made to point here runs in a browser of this machine, too.
    const hostname = URL.parse(`http://${request.headers.host}`)?.hostname ?? ''
    return !isProxied && isHere && isUnownedName(hostname)
  }
}

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(text)
}
