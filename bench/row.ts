import { median, percentile } from '../runner/rehearsal/statistics.ts'

/** From the 5th to the 95th percentile of the samples. */
export type Spread = readonly [low: number, high: number]

/** One comparison of a bench: ours against what a host would have without it. */
export interface Row {
  /** What was measured, against what, with its unit. */
  readonly name: string
  /** Of our samples, and of the peer's; null where there is none to compare with. */
  readonly ours: number
  readonly peer: number | null
  /** Ours by the peer's. */
  readonly ratio: number | null
  /** What has to hold, in words; empty where the row only tells. */
  readonly goal: string
  /** Null where there is no goal. */
  readonly met: boolean | null
  readonly spread: { readonly ours: Spread; readonly peer: Spread | null }
  readonly better: 'less' | 'more'
  /**
   * The part by which it may be worse than the last saved one, by `ratio` where there is one and
   * else by `ours`; null where that says nothing.
   */
  readonly tolerance: number | null
}

export interface Comparison {
  readonly name: string
  readonly ours: readonly number[]
  readonly peer?: readonly number[]
  /** Bounds, each included; of `ours` in the unit of the samples. None: the row only tells. */
  readonly goal?: { readonly ratio?: number; readonly ours?: number }
  /** What is compared of the samples: the median, where nothing else is said. */
  readonly of?: (samples: readonly number[]) => number
  readonly tolerance?: number | null
}

/** Measures something on this machine; what it starts it ends. */
export type Bench = (options: BenchOptions) => Promise<readonly Row[]>

export interface BenchOptions {
  readonly tell: (detail: string) => void
  readonly signal: AbortSignal
  /** Of each kind, where a bench does not say how many it takes. */
  readonly samples: number
  /** Alive at once, where a bench counts what each of them costs. */
  readonly sandboxes: number
  /** Of a crowd, at once. */
  readonly readers: number
  /** Between two blocks of a reader, in seconds: any time from the one to the other. */
  readonly pace: readonly [least: number, most: number]
  /** The commit that a rush is compared with. */
  readonly baseline: string
}

/** Two runs on one machine with other work differ by that much. */
export const TOLERANCE = 0.3

/** @returns the row of a comparison, in which less is better. */
export function compare(comparison: Comparison): Row {
  const { name, ours: own, peer: others, goal = {}, of = median } = comparison
  const ours = of(own)
  const peer = others === undefined ? null : of(others)
  const ratio = peer === null ? null : ours / peer
  const bounds = [
    ...(goal.ratio === undefined ? [] : [`ratio ${rounded(goal.ratio)} or less`]),
    ...(goal.ours === undefined ? [] : [`ours ${goal.ours} or less`]),
  ]
  const isMet = (ratio ?? 0) <= (goal.ratio ?? Infinity) && ours <= (goal.ours ?? Infinity)
  return {
    name,
    ours: rounded(ours),
    peer: peer === null ? null : rounded(peer),
    ratio: ratio === null ? null : rounded(ratio),
    goal: bounds.join(', '),
    met: bounds.length === 0 ? null : isMet,
    spread: { ours: spreadOf(own), peer: others === undefined ? null : spreadOf(others) },
    better: 'less',
    tolerance: comparison.tolerance === undefined ? TOLERANCE : comparison.tolerance,
  }
}

/** @throws when there is no sample. */
export function spreadOf(samples: readonly number[]): Spread {
  return [rounded(percentile(0.05)(samples)), rounded(percentile(0.95)(samples))]
}

/** To three digits that mean something. */
function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
