import type { NodeFacts, SwarmNode } from '../../node-protocol/messages.ts'
import type { Verdict } from './cluster-node.ts'

/** A course as a server has it. */
export interface NeededCourse {
  readonly name: string
  readonly hasEngine: boolean
}

/** A label of a machine: of the Swarm's, as `docker node update --label-add blitz=yes` sets it, or of its engine. */
export interface NodeLabel {
  readonly name: string
  readonly value: string
}

export interface Judged {
  readonly facts: NodeFacts
  readonly courses: readonly NeededCourse[]
  /** Only machines that have it take readers. */
  readonly label: NodeLabel | undefined
  /** As a manager of the Swarm sees it; undefined where no manager has said. */
  readonly swarmNode: SwarmNode | undefined
}

/** Why a node takes no readers, by what it has and what its Swarm says; undefined where it may. */
export function verdictOf({ facts, courses, label, swarmNode }: Judged): Verdict | undefined {
  const missing = courses.find(({ name, hasEngine }) => {
    return !facts.courses.some((one) => one.name === name && one.hasEngine === hasEngine)
  })
  if (missing) {
    const what = missing.name === '' ? 'the course of this server' : `the course ${missing.name}`
    return { state: 'refused', why: `It does not have ${what}: give both the same COURSE.` }
  }
  switch (swarmNode?.availability) {
    case 'drain':
      return { state: 'drained', why: undefined }
    case 'pause':
      return { state: 'paused', why: undefined }
  }
  return label && withoutLabel(label, facts, swarmNode)
}

function withoutLabel(
  { name, value }: NodeLabel,
  facts: NodeFacts,
  swarmNode: SwarmNode | undefined,
): Verdict | undefined {
  if (swarmNode?.labels[name] === value || facts.labels?.[name] === value) return undefined
  if (facts.swarmNode === undefined) {
    const wanted = `"labels": ["${name}=${value}"]`
    return { state: 'drained', why: `NODE_LABEL wants a label: ${wanted} in its daemon.json` }
  }
  if (swarmNode) {
    const update = `docker node update --label-add ${name}=${value} ${facts.name}`
    return { state: 'drained', why: `NODE_LABEL wants a label: ${update}` }
  }
  return { state: 'drained', why: 'No manager of its Swarm has said yet which labels it has.' }
}
