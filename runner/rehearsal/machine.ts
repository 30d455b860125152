/** What the machine of the server said at one moment of a rehearsal. */
export interface MachineSample {
  /** In milliseconds since the rehearsal began. */
  readonly at: number
  /** Readers who had joined. */
  readonly readers: number
  /** Of all processors: 0 to 1. */
  readonly processors: number
  /** Memory of all sandboxes, and of them and what is left, in bytes. */
  readonly used: number
  readonly limit: number
  /** Further sandboxes that may begin. */
  readonly further: number
}

/** What ends first when more readers come. */
export type Bottleneck = 'memory' | 'processors'

/** What a reader took, and how many this machine holds by that. */
export interface MachineFigures {
  /** Memory of a sandbox whose reader works, in bytes: the mean of all that were there. */
  readonly memoryForSeat: number
  /** Of all processors together, besides what was busy before: 0.01 is a hundredth of the machine. */
  readonly processorsForSeat: number
  readonly busiest: number
  /** Before anybody came: what else the machine does. */
  readonly before: number
  readonly holds: number
  readonly ends: Bottleneck
}

/** Above this part of the processors everybody waits for everybody else. */
const BUSY_PART = 0.9

/** More than that of the processors is no machine that waits for a workshop. */
export const BUSY_BEFORE = 0.3

/** The time in which this part of the readers is in counts as the workshop's usual one. */
const FULL_PART = 0.9

/**
 * @param prepared sandboxes that were there before anybody came.
 * @returns undefined where nobody joined, or the machine said nothing.
 */
export function machineFigures(
  samples: readonly MachineSample[],
  prepared: number,
): MachineFigures | undefined {
  const readers = Math.max(0, ...samples.map((sample) => sample.readers))
  if (readers === 0) return undefined
  const full = samples.filter((sample) => sample.readers >= FULL_PART * readers)
  const share = full.reduce((sum, { processors }) => sum + processors, 0) / full.length
  const used = Math.max(...full.map((sample) => sample.used))
  const byMemory = readers + Math.min(...full.map(({ further }) => further))
  const before = samples[0]?.processors ?? 0
  // Of a machine that was busy already nobody can say what the readers took: all of it counts.
  const other = before > BUSY_BEFORE ? 0 : before
  const taken = Math.max(0, share - other)
  const left = BUSY_PART - other
  const byProcessors = taken === 0 ? Infinity : Math.floor((readers * left) / taken)
  return {
    memoryForSeat: Math.round(used / Math.max(readers, prepared)),
    processorsForSeat: taken / readers,
    before,
    busiest: Math.max(...samples.map(({ processors }) => processors)),
    holds: Math.min(byMemory, byProcessors),
    ends: byMemory <= byProcessors ? 'memory' : 'processors',
  }
}
