import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type NodeAddress, showNodeAddress } from '../../node-protocol/address.ts'

/** @returns the addresses of a name. @throws where it has none. */
export type LookUp = (name: string) => Promise<readonly string[]>

/** A name of a Swarm's service, such as `tasks.node`, has the address of each of its tasks. */
export const lookUpName: LookUp = async (name) => {
  const found = await lookup(name, { all: true })
  return found.map(({ address }) => address)
}

/**
 * The addresses that names have at this moment, each once.
 * @param before those of the last time: a name that cannot be looked up keeps them.
 * @param lookUp whatever the name service says.
 */
export async function resolveNodes(
  written: readonly NodeAddress[],
  before: ReadonlyMap<NodeAddress, readonly NodeAddress[]>,
  lookUp: LookUp,
): Promise<Map<NodeAddress, readonly NodeAddress[]>> {
  const resolved = written.map(async (address) => {
    if ('path' in address || isIP(address.host) > 0) return [address, [address]] as const
    try {
      const { port } = address
      const hosts = [...(await lookUp(address.host))].sort()
      return [address, hosts.map((host) => ({ host, port }))] as const
    } catch {
      return [address, before.get(address) ?? []] as const
    }
  })
  return new Map(await Promise.all(resolved))
}

/** @returns each address once, by how it is written. */
export function byAddress(
  resolved: ReadonlyMap<NodeAddress, readonly NodeAddress[]>,
): Map<string, NodeAddress> {
  const all = [...resolved.values()].flat()
  return new Map(all.map((address) => [showNodeAddress(address), address]))
}
