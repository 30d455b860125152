/** One comparison of a bench: ours against what a host would have without it. Less is better. */
export interface Row {
  /** What was measured, with its unit. */
  readonly name: string
  /** The median of our samples, and of the peer's. */
  readonly ours: number
  readonly peer: number
  /** Ours by the peer's. */
  readonly ratio: number
  /** What has to hold, in words. */
  readonly goal: string
  readonly met: boolean
}

export interface Comparison {
  readonly name: string
  readonly ours: readonly number[]
  readonly peer: readonly number[]
  /** Bounds, each included; of `ours` in the unit of the samples. */
  readonly goal: { readonly ratio: number; readonly ours?: number }
}

/** Measures something on this machine; what it starts it ends. */
export type Bench = (options: BenchOptions) => Promise<readonly Row[]>

export interface BenchOptions {
  readonly tell: (detail: string) => void
  readonly signal: AbortSignal
}

/** @returns the row of a comparison, by medians. */
export function compare({ name, ours: own, peer: others, goal }: Comparison): Row {
  const [ours, peer] = [median(own), median(others)]
  const ratio = ours / peer
  const most = goal.ours ?? Number.POSITIVE_INFINITY
  return {
    name,
    ours: rounded(ours),
    peer: rounded(peer),
    ratio: rounded(ratio),
    goal: `ratio ${goal.ratio} or less${goal.ours === undefined ? '' : `, ours ${goal.ours} or less`}`,
    met: ratio <= goal.ratio && ours <= most,
  }
}

/** @throws when there is no sample. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === undefined || high === undefined) throw new Error('There is no sample to compare.')
  return (low + high) / 2
}

/** To three digits that mean something. */
function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
