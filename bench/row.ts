/** One comparison of a bench: ours against what a host would have without it. Less is better. */
export interface Row {
  /** What was measured, with its unit. */
  readonly name: string
  /** The median of our samples, and of the peer's; null where there is none to compare with. */
  readonly ours: number
  readonly peer: number | null
  /** Ours by the peer's. */
  readonly ratio: number | null
  /** What has to hold, in words. */
  readonly goal: string
  readonly met: boolean
}

export interface Comparison {
  readonly name: string
  readonly ours: readonly number[]
  readonly peer?: readonly number[]
  /** Bounds, each included; of `ours` in the unit of the samples. */
  readonly goal: { readonly ratio?: number; readonly ours?: number }
  /** What is compared of the samples: the median, where nothing else is said. */
  readonly of?: (samples: readonly number[]) => number
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
}

/** @returns the row of a comparison. */
export function compare({ name, ours: own, peer: others, goal, of = median }: Comparison): Row {
  const ours = of(own)
  const peer = others === undefined ? null : of(others)
  const ratio = peer === null ? null : ours / peer
  const bounds = [
    ...(goal.ratio === undefined ? [] : [`ratio ${rounded(goal.ratio)} or less`]),
    ...(goal.ours === undefined ? [] : [`ours ${goal.ours} or less`]),
  ]
  return {
    name,
    ours: rounded(ours),
    peer: peer === null ? null : rounded(peer),
    ratio: ratio === null ? null : rounded(ratio),
    goal: bounds.join(', '),
    met: (ratio ?? 0) <= (goal.ratio ?? Infinity) && ours <= (goal.ours ?? Infinity),
  }
}

/** @returns what computes that part of samples in order: 0.99 is what one in a hundred exceeds. */
export function percentile(part: number): (samples: readonly number[]) => number {
  return (samples) => {
    const sorted = [...samples].sort((one, other) => one - other)
    const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]
    if (value === undefined) throw new Error('There is no sample to compare.')
    return value
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
