import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { contentType } from 'mime-types'
import Negotiator from 'negotiator'
import send from 'send'

/** Astro puts a hash of the content into these names, so they never change. */
const IMMUTABLE_PREFIX = '_astro/'

/** What the built site holds beside each file of text, compressed once and well; the best first. */
const COMPRESSED = { br: '.br', gzip: '.gz' } as const

/** @param embedOrigins whose pages may show these in a frame. */
function securityHeaders(embedOrigins: readonly string[]): Readonly<Record<string, string>> {
  const parents = embedOrigins.length > 0 ? embedOrigins.join(' ') : "'none'"
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Content-Security-Policy': `frame-ancestors ${parents}; base-uri 'none'; object-src 'none'; form-action 'self'`,
  }
}

export interface PagesOptions {
  /** Begins the address of every page, and ends with a slash; it is not in the paths asked for here. */
  readonly base?: string | undefined
  /** The names of several courses: each has a folder of its own, and in it what a site has. */
  readonly courses?: readonly string[] | undefined
  readonly embedOrigins?: readonly string[] | undefined
}

/**
 * Serves the built site from `directory`. Which files are compressed is read once, at the start; a
 * site that is built anew meanwhile is served as far as it is there.
 */
export function servePages(
  directory: string,
  { base = '/', courses = [], embedOrigins = [] }: PagesOptions = {},
): RequestListener {
  const headers = Object.entries(securityHeaders(embedOrigins))
  const folders = ['/', ...courses.filter((name) => name !== '').map((name) => `/${name}/`)]
  const notFound = new Map(
    folders
      .map((folder) => [folder, join(directory, folder, '404.html')] as const)
      .filter(([folder, path]) => folder === '/' || existsSync(path))
      .map(([folder, path]) => [folder, readFileSync(path)]),
  )
  /** The folder of the site that a path is in: of a course, or that of all. */
  const folderOf = (path: string) => folders.findLast((folder) => path.startsWith(folder)) ?? '/'
  const files = new Set(
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => `/${name}`),
  )

  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end('This server takes GET and HEAD.\n')
      return
    }
    const path = pathOf(request)
    const isImmutable = path.startsWith(IMMUTABLE_PREFIX, folderOf(path).length)
    response.setHeader(
      'Cache-Control',
      isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    const options = { root: directory, cacheControl: false, extensions: ['html'] }
    send(request, path + compression(request, response, path), options)
      .on('error', (error: { statusCode: number }) => fail(request, response, error.statusCode))
      .on('directory', () => addSlash(request, response, path))
      .pipe(response)
  }

  /** @returns what to append to the path for the best encoding that the browser takes. */
  function compression(request: IncomingMessage, response: ServerResponse, path: string): string {
    const name = path.endsWith('/') ? `${path}index.html` : path
    const made = Object.entries(COMPRESSED).filter(([, suffix]) => files.has(name + suffix))
    if (made.length === 0) return ''
    response.setHeader('Vary', 'Accept-Encoding')
    const accepted = new Negotiator(request).encodings(made.map(([encoding]) => encoding))
    const best = made.find(([encoding]) => accepted.includes(encoding))
    if (!best) return ''
    const [encoding, suffix] = best
    response.setHeader('Content-Encoding', encoding)
    response.setHeader('Content-Type', contentType(name.replace(/^.*\//, '')) || 'text/plain')
    return name.slice(path.length) + suffix
  }

  /** Leads to the page that a folder is, under its own address. */
  function addSlash(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (path.endsWith('/')) {
      fail(request, response, 404)
      return
    }
    // Two slashes at the front would name another server (RFC 3986 section 4.2).
    const inside = path.replace(/^[/\\]+/, '')
    response.writeHead(301, { Location: `${base}${inside}/` }).end()
  }

  function fail(request: IncomingMessage, response: ServerResponse, status: number): void {
    for (const name of ['Cache-Control', 'Content-Encoding', 'Content-Type', 'Vary']) {
      response.removeHeader(name)
    }
    if (status === 416) {
      response.writeHead(416).end('This part of the file is not there.\n')
      return
    }
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' })
    const page = notFound.get(folderOf(pathOf(request))) ?? notFound.get('/')
    response.end(request.method === 'HEAD' ? undefined : page)
  }
}

/** As the client wrote it: `send` decodes it, and refuses what leads out of the site. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/[?#].*$/, '')
}
