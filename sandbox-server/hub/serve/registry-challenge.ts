import { REFUSALS, RegistryError } from './registry-error.ts'

/**
 * Tells a client where to get a token, and for what (distribution, "Token Authentication
 * Specification"; RFC 6750, section 3). With an error it gives up at once; without, it tries again.
 * @param error without quotes, as is the description: builders read no escaped ones.
 */
export function challenge(
  scope: string | undefined,
  error?: string,
  description?: string,
): Record<string, string> {
  const parts = [
    'realm="https://auth.docker.io/token"',
    'service="registry.docker.io"',
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(description === undefined ? [] : [`error_description="${description}"`]),
  ]
  return { 'www-authenticate': `Bearer ${parts.join(',')}` }
}

/** Docker's tools make of it `denied: requested access to the resource is denied: ` and the hint. */
export function pushDenied(scope: string, hint: string): RegistryError {
  const message = `${REFUSALS.denied.message}: ${hint}`
  return new RegistryError('denied', {
    message,
    headers: challenge(scope, 'insufficient_scope', message),
  })
}
