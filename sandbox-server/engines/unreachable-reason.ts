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

/** What Node and TLS say of a certificate's time (RFC 8446, section 6, for that of this side). */
const TIMES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'cert.pem of DOCKER_CERT_PATH has expired',
}

/** Node's codes for a certificate that ends a connection. */
const CERTIFICATE_CODES = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

/** @returns the reason without a full stop at its end. */
export function unreachableReason(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && syscall?.startsWith('spawn')) return 'there is no ssh client here'
  if (code !== undefined && CERTIFICATE_CODES.includes(code)) {
    return `its certificate is not one that the ca.pem of DOCKER_CERT_PATH vouches for (${code})`
  }
  const time = code === undefined ? undefined : TIMES[code]
  if (time) {
    const now = new Date().toISOString().slice(0, 10)
    return `${time}: make a new one, or set this machine's clock, which says ${now}`
  }
  const known = code === undefined ? undefined : REASONS[code]
  return known ?? (message || String(error)).trim().replace(/\.$/, '')
}
