import { isIP } from 'node:net'

/**
 * Whether a page of `origin` may open a socket on this server. Browsers always send the origin
 * with a WebSocket, and let any page open one anywhere (RFC 6455 section 10.2): this check is what
 * keeps foreign pages out of a reader's sandbox.
 *
 * Without `allowed` the page must come from this very server, and by `localhost` or an IP address:
 * any other name could be made to point here by whoever owns it (DNS rebinding).
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[] | undefined,
): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  if (allowed?.includes(origin)) return true
  const url = new URL(origin)
  // Of any other scheme it is no page of this server, whatever host it names.
  if (!['http:', 'https:'].includes(url.protocol) || url.origin !== origin) return false
  return isUnownedName(url.hostname) && url.host === hostOf(host ?? '', url.protocol)
}

/** A `Host` as browsers write it: some proxies write capitals, or the port that the scheme implies. */
function hostOf(host: string, protocol: string): string | undefined {
  return /^[^/\\?#@]+$/.test(host) ? URL.parse(`${protocol}//${host}`)?.host : undefined
}

/** Whether nobody can make that name point elsewhere: `localhost` and IP addresses. */
export function isUnownedName(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0
}
