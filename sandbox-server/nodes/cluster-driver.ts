import type { NodeSeatLimits } from '../../node-protocol/messages.ts'
import { DriverError, type MachineRoom, type SandboxDriver } from '../drivers/driver.ts'
import type { ClusterNode } from './cluster-node.ts'

/** The nodes, as they are at this moment. */
export interface ClusterNodes {
  find(id: string): ClusterNode | undefined
  /** Those that are connected. */
  readonly here: readonly ClusterNode[]
}

/**
 * The sandboxes of a course on all nodes. The caller says on which node one begins; what is there is
 * what the nodes that are connected have.
 */
export function clusterDriver(
  nodes: ClusterNodes,
  course: string,
  limits?: NodeSeatLimits,
): SandboxDriver {
  return {
    async create(request, signal) {
      const { node = '', ...asked } = request
      return hereOf(nodes, node).driver(course, limits).create(asked, signal)
    },
    async list(node) {
      if (node !== undefined) return hereOf(nodes, node).driver(course).list()
      const lists = nodes.here.map((node) => node.driver(course).list())
      return ofThoseThatSay(await Promise.allSettled(lists)).flat()
    },
    async room() {
      return (await Promise.all(nodes.here.map((node) => node.room()))).reduce(together, NOTHING)
    },
    async layerStores() {
      const named = await Promise.all(nodes.here.map((node) => node.driver(course).layerStores()))
      return [...new Set(named.flat())]
    },
    async removeLayerStore(name) {
      await Promise.all(nodes.here.map((node) => node.driver(course).removeLayerStore(name)))
    },
  }
}

/** @throws {DriverError} where it is away. */
function hereOf(nodes: ClusterNodes, id: string): ClusterNode {
  const node = nodes.find(id)
  if (node?.isHere) return node
  throw new DriverError(`The machine ${node?.name ?? id} is away.`)
}

/**
 * Of one machine whose engine fails, the readers of all others must hear nothing.
 * @throws what the first says, where none says anything else.
 */
function ofThoseThatSay<Said>(results: readonly PromiseSettledResult<Said>[]): readonly Said[] {
  const said = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const [first] = results
  if (said.length === 0 && first?.status === 'rejected') throw first.reason
  return said
}

const NOTHING: MachineRoom = { memoryBytes: 0, availableBytes: 0, stalled: 0, diskBytes: 0 }

function together(one: MachineRoom, other: MachineRoom): MachineRoom {
  const sum = (name: 'availableBytes' | 'diskBytes') => {
    const [first, second] = [one[name], other[name]]
    return first === undefined || second === undefined ? undefined : first + second
  }
  return {
    memoryBytes: one.memoryBytes + other.memoryBytes,
    availableBytes: sum('availableBytes'),
    stalled: Math.max(one.stalled, other.stalled),
    diskBytes: sum('diskBytes'),
  }
}
