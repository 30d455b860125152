/**
 * Two cookies of one value: a browser takes at least one of them. The framed one is for the panel
 * where site and preview are different sites; it needs HTTPS or a name under `localhost`. The other
 * one is for a tab of its own, and for a panel where both are one site.
 */
const COOKIE = 'blitz-preview'
const FRAMED_COOKIE = 'blitz-preview-framed'

/** The value of `Set-Cookie`, twice. @param base path of the preview, with its last slash. */
export function passCookies(value: string, base: string, isSecure: boolean): string[] {
  const rest = `Path=${base}; HttpOnly`
  return [
    `${COOKIE}=${value}; ${rest}; SameSite=Lax${isSecure ? '; Secure' : ''}`,
    `${FRAMED_COOKIE}=${value}; ${rest}; SameSite=None; Secure; Partitioned`,
  ]
}

/** @returns every value that a `Cookie` header has of our cookies. */
export function readPassCookies(header: string | undefined): string[] {
  return pairs(header)
    .filter(isOurs)
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
}

/** @returns the `Cookie` header without our cookies; undefined where nothing is left. */
export function withoutPassCookies(header: string | undefined): string | undefined {
  return (
    pairs(header)
      .filter((pair) => !isOurs(pair))
      .join('; ') || undefined
  )
}

/**
 * An app's `Set-Cookie` as its preview may have it: for its own host alone, below its own path, and
 * none that looks like ours. @returns undefined where it is dropped.
 */
export function appCookie(cookie: string, base: string): string | undefined {
  const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim())
  if (isOurs(pair)) return undefined
  const kept = attributes.filter((attribute) => !/^domain\s*(=|$)/i.test(attribute))
  if (base === '/') return [pair, ...kept].join('; ')
  const paths = kept.filter((attribute) => /^path\s*(=|$)/i.test(attribute))
  const path = /=\s*\/(.*)$/.exec(paths.at(-1) ?? '')?.[1] ?? ''
  return [pair, `Path=${base}${path}`, ...kept.filter((one) => !paths.includes(one))].join('; ')
}

function pairs(header: string | undefined): string[] {
  return (header ?? '').split(';').flatMap((pair) => pair.trim() || [])
}

function isOurs(pair: string): boolean {
  const name = pair.split('=', 1)[0]?.trim().toLowerCase()
  return name === COOKIE || name === FRAMED_COOKIE
}
