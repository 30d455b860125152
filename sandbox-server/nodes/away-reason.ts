/** What connect(2) says of a Unix socket, in a host's words. */
const OF_A_SOCKET: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'No node program has listened there yet.'],
  ['ECONNREFUSED', 'No node program listens there any more.'],
  [
    'EACCES',
    "This user may not open the socket: it is for root and for the group of its folder (docs/machines.md, 'Two programs on one machine').",
  ],
])

const RENEW = "renew the certificates (docs/machines.md, 'Certificates')"
const OTHER_AUTHORITY =
  'Its certificate is of another authority than this server trusts: give both those that were made together.'
const NO_NODE = "The certificate that it shows is no node's."

/** What TLS says of the other side, by Node's codes (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const OF_TLS: ReadonlyMap<unknown, string> = new Map([
  ['CERT_HAS_EXPIRED', `Its certificate has expired: ${RENEW}, or set the clock of this machine.`],
  ['CERT_NOT_YET_VALID', 'Its certificate is of the future: set the clock of this machine.'],
  ['SELF_SIGNED_CERT_IN_CHAIN', OTHER_AUTHORITY],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', OTHER_AUTHORITY],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', OTHER_AUTHORITY],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', OTHER_AUTHORITY],
  ['CERT_SIGNATURE_FAILURE', OTHER_AUTHORITY],
  ['INVALID_PURPOSE', NO_NODE],
  ['ERR_TLS_CERT_ALTNAME_INVALID', NO_NODE],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'Something else than a node program answers there.'],
])

const ENDED = 'The connection has ended.'

/** A node says nothing more to a server whose certificate it does not take: who it is, it has proven. */
const TURNED_AWAY = `It has ended the connection at once. Where that stays so, it does not take the certificate of this server: ${RENEW}, or give both those that were made together.`

/**
 * @param error undefined where the other side has simply ended the connection.
 * @param isGreeting whether it was about to greet, and has proven by TLS who it is.
 * @returns why a node is away, for its host.
 */
export function awayReason(error: unknown, isGreeting = false): string {
  const ended = isGreeting ? TURNED_AWAY : ENDED
  if (!(error instanceof Error)) return ended
  const first = error.cause instanceof Error ? error.cause : error
  const { code, address } = first as NodeJS.ErrnoException & { readonly address?: string }
  if (first.name === 'TimeoutError') return 'It does not answer.'
  if (first.message === ENDED) return ended
  const known = address?.startsWith('/') ? OF_A_SOCKET.get(code) : OF_TLS.get(code)
  return known ?? first.message
}
