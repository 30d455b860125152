import type { IncomingMessage, RequestListener } from 'node:http'

/**
 * What is asked for below `base`. A proxy may have taken the base off already, so a path without it
 * is one below it, too.
 * @param url path and query, as in the first line of a request.
 */
export function belowBase(url: string, base: string): string {
  return url.startsWith(base) ? `/${url.slice(base.length)}` : url
}

/** Leads requests for a site under `base` to `next`, as if it were at `/`. */
export function serveBelow(base: string, next: RequestListener): RequestListener {
  if (base === '/') return next
  return (request, response) => {
    const [path, query] = partsOf(request)
    if (`${path}/` === base) {
      response.writeHead(308, { Location: base + query, 'Cache-Control': 'no-cache' }).end()
      return
    }
    request.url = belowBase(path + query, base)
    return next(request, response)
  }
}

function partsOf({ url = '/' }: IncomingMessage): [path: string, query: string] {
  const at = url.indexOf('?')
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
}
