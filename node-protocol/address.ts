/** Where a node program listens: a Unix socket of this machine, or a port that TLS protects. */
export type NodeAddress =
  | { readonly path: string }
  | { readonly host: string; readonly port: number }

/**
 * @param written as `unix:/run/docker-blitz/node.sock` or `tasks.node:7443`.
 * @returns undefined where it is neither.
 */
export function parseNodeAddress(written: string): NodeAddress | undefined {
  const path = /^unix:(\/.+)$/.exec(written)?.[1]
  if (path !== undefined) return { path }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(written) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  return host !== undefined && port > 0 && port < 65536 ? { host, port } : undefined
}

export function showNodeAddress(address: NodeAddress): string {
  if ('path' in address) return `unix:${address.path}`
  const { host, port } = address
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
