import { isIP } from 'node:net'
import { belowBase } from '../gateway/base-path.ts'

/** Names one port of one reader: `8080--<key>`, as a label of a host name or the head of a path. */
export interface PreviewName {
  readonly port: number
  readonly key: string
}

/** The two keys that a port of a reader has; see `PreviewPasses`. */
export interface PreviewKeys {
  /** At a name that leads each browser to its own machine. It opens the preview. */
  readonly local: string
  /** At a name or a port of the network. It opens nothing without a cookie. */
  readonly network: string
}

/** Where a browser finds a preview. */
export interface PreviewAddress {
  /** Ends with a slash. */
  readonly base: string
  readonly keyKind: keyof PreviewKeys
}

/** Where a request leads. */
export type PreviewPlace =
  /** Not to a preview: the site answers. */
  | { readonly kind: 'site' }
  /** To where previews are, but to none that could be. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'moved'; readonly location: string }
  | {
      readonly kind: 'preview'
      readonly name: PreviewName
      /** What the app is asked for, with the query. */
      readonly path: string
      /** Begins every path of the preview, and ends with a slash. */
      readonly base: string
      /** By which of the two keys. */
      readonly keyKind: keyof PreviewKeys
    }

/** Under which addresses a server has its previews. */
export interface PreviewSites {
  /** A name with wildcard DNS, with its port where that differs from the site's. */
  readonly host?: string | undefined
  /** A port of this server where previews are paths. */
  readonly port?: number | undefined
  /** Begins their paths there, and ends with a slash; `/` by default. */
  readonly base?: string | undefined
}

/** Browsers lead every name under it to their own machine (RFC 6761 section 6.3). */
const LOOPBACK_HOST = 'localhost'

const NAME = /^(\d{1,5})--([0-9a-f]{32})$/
const ANY_NAME = /^\d+--/
const NAMED_PATH = /^\/(\d{1,5}--[0-9a-f]{32})(\/[^?#]*)?(\?[^#]*)?$/

/**
 * The preview's address for a page that the reader has at `page`, an origin. What the host has set
 * comes first, because not every browser finds names under `localhost`.
 * @returns undefined where that page's machine could not reach one.
 */
export function previewAddress(
  port: number,
  keys: PreviewKeys,
  page: string,
  sites: PreviewSites,
): PreviewAddress | undefined {
  const { protocol, hostname, port: pagePort } = new URL(page)
  const name = `${port}--${keys.network}`
  const portPart = pagePort === '' ? '' : `:${pagePort}`
  if (sites.host !== undefined) {
    const host = sites.host.includes(':') ? sites.host : sites.host + portPart
    return { base: new URL(`${protocol}//${name}.${host}/`).href, keyKind: 'network' }
  }
  if (sites.port !== undefined) {
    const origin = `${protocol}//${hostname}:${sites.port}`
    return { base: `${origin}${sites.base ?? '/'}${name}/`, keyKind: 'network' }
  }
  const parent = isLoopbackAddress(hostname) ? LOOPBACK_HOST : hostname
  if (!isUnder(parent, LOOPBACK_HOST)) return undefined
  return { base: `${protocol}//${port}--${keys.local}.${parent}${portPart}/`, keyKind: 'local' }
}

/**
 * Where a request to the site's own port leads, by its `Host`.
 * @param previewHost the name under which previews are, besides `localhost`.
 */
export function placeByHost(
  host: string | undefined,
  url: string,
  previewHost: string | undefined,
): PreviewPlace {
  const [label = '', ...rest] = hostName(host).split('.')
  const parent = rest.join('.')
  const isPreviewHost = previewHost !== undefined && parent === hostName(previewHost)
  if (!isPreviewHost && !isUnder(parent, LOOPBACK_HOST)) return { kind: 'site' }
  const name = parseName(label)
  if (name && url.startsWith('/')) {
    const keyKind = isPreviewHost ? 'network' : 'local'
    return { kind: 'preview', name, path: url, base: '/', keyKind }
  }
  // Under `localhost` the site itself may have names, too.
  return { kind: isPreviewHost || ANY_NAME.test(label) ? 'unknown' : 'site' }
}

/**
 * Where a request to the port of previews leads, by its path. An app that knows nothing of its path
 * links to `/style.css`: such a request is led back to the preview of the page that it came from.
 * @param siteBase begins the paths that browsers see, and ends with a slash; a proxy may have taken
 * it off.
 */
export function placeByPath(
  url: string,
  { referer, host }: { referer?: string | undefined; host?: string | undefined },
  siteBase = '/',
): PreviewPlace {
  const below = belowBase(url, siteBase)
  const [, label, path, query = ''] = NAMED_PATH.exec(below) ?? []
  const name = label === undefined ? undefined : parseName(label)
  const base = `${siteBase}${label}/`
  if (name && path !== undefined) {
    return { kind: 'preview', name, path: path + query, base, keyKind: 'network' }
  }
  if (name) return { kind: 'moved', location: base + query }
  const from = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined
  const page = from?.host === host ? belowBase(from?.pathname ?? '', siteBase) : ''
  const [, origin] = NAMED_PATH.exec(page) ?? []
  if (origin && below.startsWith('/') && !ANY_NAME.test(below.slice(1))) {
    return { kind: 'moved', location: `${siteBase}${origin}${below}` }
  }
  return { kind: 'unknown' }
}

/**
 * The origins of the site's pages that may show the preview at `host`, a name under `localhost`, as
 * sources of a Content-Security-Policy: without a scheme they have the preview's own.
 */
export function localSites(host: string): string {
  const parent = host.slice(host.indexOf('.') + 1)
  const { hostname, host: site } = new URL(`http://${parent}`)
  return hostname === LOOPBACK_HOST ? `${site} ${site.replace(LOOPBACK_HOST, '127.0.0.1')}` : site
}

function parseName(label: string): PreviewName | undefined {
  const [, digits, key] = NAME.exec(label) ?? []
  const port = Number(digits)
  return key !== undefined && port > 0 && port <= 65_535 ? { port, key } : undefined
}

function hostName(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}

function isUnder(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`)
}

function isLoopbackAddress(hostname: string): boolean {
  return hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
}
