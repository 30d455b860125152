import type { Spread, Timed } from './tally.ts'

/** What has to hold, in milliseconds; `failures` in readers. */
export type Bounds = Readonly<Record<'join' | 'prompt' | 'start' | 'failures', number>>

/**
 * What the documents promise: a prompt with seats that are prepared and the start of a command as
 * docs/bench.md has them, and an answer to a form within a second.
 */
export const DEFAULT_BOUNDS: Bounds = { join: 1000, prompt: 300, start: 200, failures: 0 }

/** One bound, and what came out. */
export interface Judged {
  readonly what: keyof Bounds
  readonly bound: number
  /** Null where nobody came so far. */
  readonly measured: number | null
  readonly isMet: boolean
}

/** @returns whether each bound holds; what nobody came to does not. */
export function judge(
  bounds: Bounds,
  times: Readonly<Record<Timed, Spread | undefined>>,
  failed: number,
): readonly Judged[] {
  const timed = (['join', 'prompt', 'start'] as const).map((what) => {
    const measured = times[what]?.p95 ?? null
    const bound = bounds[what]
    return { what, bound, measured, isMet: measured !== null && measured <= bound }
  })
  const isMet = failed <= bounds.failures
  return [...timed, { what: 'failures', bound: bounds.failures, measured: failed, isMet }]
}
