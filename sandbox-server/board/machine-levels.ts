import type { MachineLevels, NodeLevels } from '../../protocol/board-messages.ts'
import type { ProcessorLoad } from '../common/processor-load.ts'
import type { Levels } from '../observation/metrics.ts'

/**
 * What the boards are told of the machine, or of all machines together and of each.
 * @param load of this machine. @param nodes absent where this one has the sandboxes.
 */
export function machineLevels(
  levels: Levels | undefined,
  load: ProcessorLoad,
  nodes: readonly NodeLevels[] | undefined,
): MachineLevels {
  const { further = 0, memory: { used, available } = { used: 0, available: 0 } } = levels ?? {}
  return {
    processors: nodes === undefined ? load.share : shareOfAll(nodes),
    memory: { used, limit: used + available },
    further,
    ...(nodes && { nodes: [...nodes] }),
  }
}

/** The part of all processors that is in use, of the machines of which it is known. */
function shareOfAll(nodes: readonly NodeLevels[]): number {
  let [all, used] = [0, 0]
  for (const { processors } of nodes) {
    const { count, share } = processors
    if (share === null) continue
    all += count
    used += count * share
  }
  return all === 0 ? 0 : used / all
}
