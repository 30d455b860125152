import { isIP } from 'node:net'

/** What a host wrote, in its one form; or what is wrong with it, as the end of a sentence. */
export type Written = { readonly value: string } | { readonly problem: string }

/** Scheme, then anything that can be host and port, then nothing but a slash. */
const ORIGIN = /^https?:\/\/[^/\\?#@\s]+\/?$/i

/** A name of DNS without its last dot (RFC 1123 section 2.1); some hosts have underscores in theirs. */
const NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/

const LAST_PORT = 65_535

/** Segments that neither a proxy nor a browser writes in two ways (RFC 3986 section 2.3). */
const PATH = /^\/(?:(?!\.{1,2}\/)[A-Za-z0-9._~-]+\/)*$/

/** First segments at which the server itself answers, with a base and without. */
const OWN_PATHS = ['_astro', 'healthz', 'live', 'metrics', 'readyz']

/**
 * An origin as browsers send it (RFC 6454 section 6.2): lower case, IPv6 in its shortest form, no
 * port that the scheme implies, no slash, and no dot after the name.
 */
export function readOrigin(text: string): Written {
  if (!/^https?:\/\//i.test(text)) {
    return { problem: `${text} begins with neither https:// nor http://` }
  }
  if (!ORIGIN.test(text)) {
    return { problem: `${text} has more than scheme, name and port (a path is for BASE)` }
  }
  const url = URL.parse(text)
  const hostname = url && withoutLastDot(url.hostname)
  if (!url || !hostname || !isHostname(hostname)) {
    return { problem: `${text} has no name, address or port that there can be` }
  }
  return { value: `${url.protocol}//${hostname}${url.port === '' ? '' : `:${url.port}`}` }
}

/**
 * The name above others, with its port where one was written: lower case, without the `*.` of a
 * wildcard record and without a dot at the end.
 */
export function readParentName(text: string): Written {
  const [, name = '', port] = /^(?:\*\.)?([^:/\\?#@[\]\s]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  const hostname = withoutLastDot(URL.parse(`http://${name}`)?.hostname ?? '')
  if (isIP(hostname) !== 0 || /^\[/.test(text)) {
    return { problem: 'there are no names below an address (PREVIEW_PORT does not need any)' }
  }
  if (!isHostname(hostname)) return { problem: 'such a name has neither a scheme nor a path' }
  if (port === undefined) return { value: hostname }
  const number = Number(port)
  if (number < 1 || number > LAST_PORT) return { problem: 'its port is none that there can be' }
  return { value: `${hostname}:${number}` }
}

/** The path under which a site is, with a slash at both ends. */
export function readBasePath(text: string): Written {
  const path = text.endsWith('/') ? text : `${text}/`
  if (!path.startsWith('/')) return { problem: `${text} does not begin with a slash` }
  if (!PATH.test(path)) return { problem: `${text} has something else in it` }
  const [, first = ''] = path.split('/')
  if (OWN_PATHS.includes(first)) return { problem: `the server needs /${first}/ itself` }
  return { value: path }
}

function withoutLastDot(hostname: string): string {
  return hostname.replace(/\.$/, '')
}

/** @param hostname as `URL` writes it. */
function isHostname(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(address) !== 0 || NAME.test(hostname)
}
