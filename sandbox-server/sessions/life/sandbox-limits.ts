import type { LeaseLimits } from './lease.ts'

export interface ReadersSandboxLimits extends LeaseLimits {
  /** How long a reader who is gone keeps a place in the queue: long enough for a reload. */
  readonly placeKeptMilliseconds: number
  /** Time without use after which a sandbox is paused; undefined: never. */
  readonly pauseMilliseconds: number | undefined
  /** Time without a page after which it is given to a reader who waits; undefined: never. */
  readonly closedMilliseconds: number | undefined
}
