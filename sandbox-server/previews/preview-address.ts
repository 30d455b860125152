import { isIP } from 'node:net'

/** Names one port of one reader: `8080--<key>`, as a label of a host name or the head of a path. */
export interface PreviewName {
  readonly port: number
  /** Of the reader's session; see `PreviewPasses`. */
  readonly key: string
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
    }

/** Under which addresses a server has its previews. */
export interface PreviewSites {
  /** A name with wildcard DNS, with its port where that differs from the site's. */
  readonly host?: string | undefined
  /** A port of this server where previews are paths. */
  readonly port?: number | undefined
}

/** Browsers lead every name under it to their own machine (RFC 6761 section 6.3). */
const LOOPBACK_HOST = 'localhost'

const NAME = /^(\d{1,5})--([0-9a-f]{32})$/
const ANY_NAME = /^\d+--/
const NAMED_PATH = /^\/(\d{1,5}--[0-9a-f]{32})(\/[^?#]*)?(\?[^#]*)?$/

/**
 * The preview's address for a page that the reader has at `page`, an origin.
 * @returns undefined where that page's machine could not reach one.
 */
export function previewAddress(
  { port, key }: PreviewName,
  page: string,
  sites: PreviewSites,
): string | undefined {
  const { protocol, hostname, port: pagePort } = new URL(page)
  const name = `${port}--${key}`
  const behind = pagePort === '' ? '' : `:${pagePort}`
  if (sites.host !== undefined) {
    return `${protocol}//${name}.${sites.host}${sites.host.includes(':') ? '' : behind}/`
  }
  if (isUnder(hostname, LOOPBACK_HOST)) return `${protocol}//${name}.${hostname}${behind}/`
  if (isLoopbackAddress(hostname)) return `${protocol}//${name}.${LOOPBACK_HOST}${behind}/`
  if (sites.port !== undefined) return `${protocol}//${hostname}:${sites.port}/${name}/`
  return undefined
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
  if (name && url.startsWith('/')) return { kind: 'preview', name, path: url, base: '/' }
  // Under `localhost` the site itself may have names, too.
  return { kind: isPreviewHost || ANY_NAME.test(label) ? 'unknown' : 'site' }
}

/**
 * Where a request to the port of previews leads, by its path. An app that knows nothing of its path
 * links to `/style.css`: such a request is led back to the preview of the page that it came from.
 */
export function placeByPath(
  url: string,
  { referer, host }: { referer?: string | undefined; host?: string | undefined },
): PreviewPlace {
  const [, label, path, query = ''] = NAMED_PATH.exec(url) ?? []
  const name = label === undefined ? undefined : parseName(label)
  if (name && path !== undefined) {
    return { kind: 'preview', name, path: path + query, base: `/${label}/` }
  }
  if (name) return { kind: 'moved', location: `/${label}/${query}` }
  const from = referer !== undefined && URL.canParse(referer) ? new URL(referer) : undefined
  const [, origin] = from?.host === host ? (NAMED_PATH.exec(from?.pathname ?? '') ?? []) : []
  if (origin && url.startsWith('/') && !ANY_NAME.test(url.slice(1))) {
    return { kind: 'moved', location: `/${origin}${url}` }
  }
  return { kind: 'unknown' }
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
