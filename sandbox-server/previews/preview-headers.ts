import type { IncomingHttpHeaders } from 'node:http'
import { isProxyHeader } from '../gateway/proxy-headers.ts'
import { appCookie, withoutPassCookies } from './preview-cookies.ts'

/** What header rules need to know of a preview. */
export interface HeaderPlace {
  /** Port of the app in the sandbox. */
  readonly port: number
  /** The preview's origin, such as `http://8080--<key>.localhost:8000`. */
  readonly origin: string
  /** Begins every path of the preview, and ends with a slash. */
  readonly base: string
  /** Origins of the site, whose pages may frame the preview, as a policy lists them. */
  readonly site: string
  /** Whoever learns the address gets in: no other origin is told of it. */
  readonly isOpenByAddress?: boolean
}

/** Of one connection alone (RFC 9110 section 7.6.1); framing is set anew on each side. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]

/** What says where a body ends. */
const FRAMING = ['content-length', 'transfer-encoding']

/** What is not the app's to see: each was dealt with here. */
const NOT_FOR_APPS = ['cookie', 'expect', 'origin', 'referer']

/** What reaches beyond the preview's own pages, or keeps the panel from showing them. */
const NOT_FOR_BROWSERS = [
  'alt-svc',
  'clear-site-data',
  'service-worker-allowed',
  'strict-transport-security',
  'x-frame-options',
]

/** What the app gets to see: a request to `localhost:<port>`, as on the reader's own machine. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  place: HeaderPlace,
  { upgrade = false } = {},
): IncomingHttpHeaders {
  const rest = without(headers, [
    ...hopByHop(headers),
    ...NOT_FOR_APPS,
    // What proxies in front of this server say, or a client makes up.
    ...Object.keys(headers).filter(isProxyHeader),
  ])
  const cookie = withoutPassCookies(headers.cookie)
  const here = `http://localhost:${place.port}`
  const { origin, referer } = headers
  const ours = `${place.origin}${place.base}`
  return {
    ...rest,
    host: `localhost:${place.port}`,
    ...(cookie !== undefined && { cookie }),
    ...(origin !== undefined && { origin: origin === place.origin ? here : origin }),
    ...(referer?.startsWith(ours) && { referer: `${here}/${referer.slice(ours.length)}` }),
    ...(upgrade && { connection: 'Upgrade', upgrade: 'websocket' }),
  }
}

/** What the browser gets to see of the app's answer. */
export function responseHeaders(
  headers: IncomingHttpHeaders,
  place: HeaderPlace,
  { upgrade = false } = {},
): IncomingHttpHeaders {
  const rest = without(headers, [...hopByHop(headers), ...NOT_FOR_BROWSERS, 'transfer-encoding'])
  const cookies = headers['set-cookie']?.flatMap((cookie) => appCookie(cookie, place.base) ?? [])
  const policy = framePolicy(headers['content-security-policy'], place.site)
  const { location } = headers
  return {
    ...without(rest, ['set-cookie']),
    'content-security-policy': policy,
    'referrer-policy': referrerPolicy(headers['referrer-policy'], place),
    ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    ...(location !== undefined && { location: previewLocation(location, place) }),
    ...(upgrade && { connection: 'Upgrade', upgrade: 'websocket' }),
  }
}

/** An app redirects to where it believes to be; the browser is to stay in the preview. */
function previewLocation(location: string, { port, base }: HeaderPlace): string {
  const path = new RegExp(`^(?:https?:)?//(?:localhost|127\\.0\\.0\\.1):${port}(?=[/?#]|$)`, 'i')
  const local = location.replace(path, '')
  const isOfApp = local !== location || (local.startsWith('/') && !/^\/[/\\]/.test(local))
  if (!isOfApp) return location
  return base + local.replace(/^[/\\]+/, '')
}

/** The app's own policy, in which framing is ours to say. */
function framePolicy(policy: string | string[] | undefined, site: string): string {
  const directives = [policy ?? []]
    .flat()
    .flatMap((one) => one.split(','))
    .map((one) =>
      one
        .split(';')
        .filter((directive) => !/^\s*frame-ancestors(\s|$)/i.test(directive))
        .join(';')
        .trim(),
    )
  return [...directives.filter(Boolean), `frame-ancestors 'self' ${site}`].join(', ')
}

/** The app's own policy, or one that tells other origins nothing. */
function referrerPolicy(policy: string | string[] | undefined, place: HeaderPlace): string {
  const wanted = [policy ?? []].flat().join(', ')
  const isQuiet = wanted === 'no-referrer' || wanted === 'same-origin'
  return wanted === '' || (place.isOpenByAddress && !isQuiet) ? 'same-origin' : wanted
}

/** What a connection names as its own, too; never what says where a body ends. */
function hopByHop({ connection }: IncomingHttpHeaders): string[] {
  const named = (connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  return [...HOP_BY_HOP, ...named.filter((name) => !FRAMING.includes(name))]
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}
