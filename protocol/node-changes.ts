import type { NodeLevels, NodeState } from './board-messages.ts'

/** How a machine stands from now on; `gone`: the server no longer knows it. */
export type NodeChangeName = 'joined' | 'back' | 'gone' | Exclude<NodeState, 'active'>

export interface NodeChange {
  readonly change: NodeChangeName
  /** As it is after the change, or was before it was gone. */
  readonly node: NodeLevels
}

/** @returns what has happened to machines between two looks at them, in the order of the list. */
export function nodeChanges(
  before: readonly NodeLevels[],
  after: readonly NodeLevels[],
): readonly NodeChange[] {
  const known = new Map(before.map((node) => [node.node, node]))
  const changes: NodeChange[] = []
  for (const node of after) {
    const { state } = node
    const earlier = known.get(node.node)?.state
    known.delete(node.node)
    if (earlier === state) continue
    const good = earlier === undefined ? 'joined' : 'back'
    changes.push({ change: state === 'active' ? good : state, node })
  }
  for (const node of known.values()) {
    // What could not be used was no machine of the server's: it was tried by its address alone.
    if (node.state !== 'refused') changes.push({ change: 'gone', node })
  }
  return changes
}
