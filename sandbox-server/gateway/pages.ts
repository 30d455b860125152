import { readFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'

/** Astro puts a hash of the content into these names, so they never change. */
const IMMUTABLE_PREFIX = '/_astro/'

const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'",
} as const

/** Serves the built site from `directory`, which is read once, at the start. */
export function servePages(directory: string): RequestListener {
  const notFound = readFileSync(join(directory, '404.html'))
  const serve = sirv(directory, {
    etag: true,
    // The built site holds both beside each file of text; so it is compressed once, and well.
    brotli: true,
    gzip: true,
    setHeaders(response: ServerResponse, path: string) {
      const immutable = path.startsWith(IMMUTABLE_PREFIX)
      response.setHeader(
        'Cache-Control',
        immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end('This server takes GET and HEAD.\n')
      return
    }
    serve(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' })
      response.end(request.method === 'HEAD' ? undefined : notFound)
    })
  }
}
