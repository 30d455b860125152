export const FORBIDDEN = 'this user may not use the socket'

/** Why an engine did not answer, by the system's own error codes, as the rest of a sentence. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  ENOTSOCK: 'that is not a socket',
  ENOTDIR: 'there is no such socket',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it hung up, as an engine that wants TLS does (see DOCKER_TLS_VERIFY)',
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that host',
  ETIMEDOUT: 'nothing answered in time',
}

/** @returns the reason without a full stop at its end. */
export function unreachableReason(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && syscall?.startsWith('spawn')) return 'there is no ssh client here'
  const known = code === undefined ? undefined : REASONS[code]
  return known ?? (message || String(error)).trim().replace(/\.$/, '')
}
