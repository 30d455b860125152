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
