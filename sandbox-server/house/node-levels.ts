import type { NodeLevels } from '../../protocol/board-messages.ts'
import type { MachineFill } from './capacity-by-machine.ts'

/** The machines that have the sandboxes of a server, as its hosts see them. */
export interface ServersNodes {
  /** All that are known, at this moment. */
  levels(): readonly NodeLevels[]
  /** Tells when the state of one may have changed. @returns how to stop. */
  watch(listener: () => void): () => void
}

interface Filled {
  readonly fills: readonly MachineFill[]
  watch(listener: () => void): () => void
}

export function nodesOf(machines: Filled): ServersNodes {
  return {
    levels: () =>
      machines.fills.map(levelsOf).sort((one, other) => BY_NAME.compare(one.name, other.name)),
    watch: (listener) => machines.watch(listener),
  }
}

/** `node-10` comes after `node-9`. */
const BY_NAME = new Intl.Collator('en', { numeric: true })

function levelsOf({ machine, sandboxes, further, levels, busy }: MachineFill): NodeLevels {
  const { id, name, cpus, state, since, why } = machine
  const isKnown = levels !== undefined && levels.reserve > 0
  return {
    node: id,
    name,
    state,
    since,
    why: why ?? null,
    sandboxes,
    further,
    processors: { count: cpus, share: busy ?? null },
    memory: isKnown ? { used: levels.used, limit: levels.used + levels.available } : null,
  }
}
