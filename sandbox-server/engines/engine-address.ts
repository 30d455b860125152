/** How an engine is reached. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp'
      readonly host: string
      readonly port: number
      readonly tls?: EngineTls | undefined
    }
  /** `destination` and `port` as the ssh client takes them. */
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: number | undefined }

export interface EngineTls {
  /** Holds `ca.pem`, `cert.pem` and `key.pem`, each where it is needed. */
  readonly directory: string
  /** Whether the engine has to show a certificate that `ca.pem` signed. */
  readonly verify: boolean
}

/** The ports that engines have by custom: plain, and with TLS. */
const PLAIN_PORT = 2375
const TLS_PORT = 2376

/** The forms that an address may have, for sentences. */
export const ADDRESS_FORMS = 'unix:///path, tcp://host:port or ssh://user@host'

/**
 * Reads an address in the form of `DOCKER_HOST` (docs.docker.com, "docker CLI reference",
 * environment variables). @returns undefined where it is none.
 */
export function parseEngineAddress(text: string, tls?: EngineTls): EngineAddress | undefined {
  const socket = /^(?:unix|npipe):\/\/(.+)$/.exec(text)?.[1]
  if (socket) return { kind: 'socket', path: socket }
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const port = url.port === '' ? undefined : Number(url.port)
  switch (url.protocol) {
    case 'tcp:':
    case 'http:':
    case 'https:': {
      if (url.hostname === '') return undefined
      const used = tls ?? (url.protocol === 'https:' ? { directory: '', verify: true } : undefined)
      return {
        kind: 'tcp',
        // A URL writes an IPv6 address in brackets, a socket takes it without.
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: port ?? (used ? TLS_PORT : PLAIN_PORT),
        ...(used && { tls: used }),
      }
    }
    case 'ssh:': {
      // A host name that starts with a dash would be an option of the ssh client.
      if (url.hostname === '' || url.hostname.startsWith('-') || url.username.startsWith('-')) {
        return undefined
      }
      const user = url.username === '' ? '' : `${decodeURIComponent(url.username)}@`
      return { kind: 'ssh', destination: user + url.hostname, ...(port && { port }) }
    }
    default:
      return undefined
  }
}
