import { RegistryError } from './registry-error.ts'

/**
 * Tells a client where to get a token, and for what (distribution, "Token Authentication
 * Specification"; RFC 6750, section 3). With an error it gives up at once; without, it tries again.
 */
export function challenge(scope: string | undefined, error?: string): Record<string, string> {
  const parts = [
    'realm="https://auth.docker.io/token"',
    'service="registry.docker.io"',
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(error === undefined ? [] : [`error="${error}"`]),
  ]
  return { 'www-authenticate': `Bearer ${parts.join(',')}` }
}

/** Docker's tools make of it `pull access denied for ...` or `denied: requested access ...`. */
export function denied(scope: string): RegistryError {
  return new RegistryError('denied', { headers: challenge(scope, 'insufficient_scope') })
}
