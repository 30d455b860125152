/** What connect(2) says of a Unix socket, in a host's words. */
const OF_A_SOCKET: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'No node program has listened there yet.'],
  ['ECONNREFUSED', 'No node program listens there any more.'],
  [
    'EACCES',
    "This user may not open the socket: it is for root and for the group of its folder (docs/machines.md, 'Two programs on one machine').",
  ],
])

/**
 * @param error undefined where the other side has simply ended the connection.
 * @returns why a node is away, for its host.
 */
export function awayReason(error: unknown): string {
  if (!(error instanceof Error)) return 'The connection has ended.'
  const first = error.cause instanceof Error ? error.cause : error
  const { code, address } = first as NodeJS.ErrnoException & { readonly address?: string }
  const ofSocket = address?.startsWith('/') ? OF_A_SOCKET.get(code) : undefined
  return ofSocket ?? first.message
}
