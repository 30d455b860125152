import type { NodeLevels } from '../../protocol/board-messages.ts'
import { nodeChanges } from '../../protocol/node-changes.ts'
import type { Observe } from './event.ts'

/** The machines that have the sandboxes of a server, where it is not one alone. */
interface Nodes {
  levels(): readonly NodeLevels[]
  /** Tells when the state of one may have changed. @returns how to stop. */
  watch(listener: () => void): () => void
}

/** Tells what happens to machines, those that are there already first. @returns how to stop. */
export function watchNodes(nodes: Nodes, observe: Observe): () => void {
  let before: readonly NodeLevels[] = []
  const look = () => {
    const after = nodes.levels()
    const changes = nodeChanges(before, after)
    before = after
    for (const { change, node } of changes) {
      const { name, sandboxes, why } = node
      const facts = { node: node.node, name, sandboxes, ...(why !== null && { why }) }
      observe({ kind: `node-${change}`, ...facts })
    }
  }
  look()
  return nodes.watch(look)
}
