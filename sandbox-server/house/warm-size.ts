/** Arrivals are counted over both; the busier one decides, so that a rush is met while it begins. */
const WINDOWS_MILLISECONDS = [10_000, 60_000] as const
const LONGEST_MILLISECONDS = Math.max(...WINDOWS_MILLISECONDS)

export interface WarmBounds {
  readonly minimum: number
  readonly maximum: number
}

/**
 * How many sandboxes to keep ready: those that are taken while a further one starts (Little's law),
 * and twice the square root of it for chance, which makes a cold start rare.
 * @param perSecond readers who come. @param startSeconds of one sandbox.
 */
export function warmSize(perSecond: number, startSeconds: number, bounds: WarmBounds): number {
  const meanwhile = perSecond * startSeconds
  const wanted = Math.ceil(meanwhile + 2 * Math.sqrt(meanwhile))
  return Math.max(bounds.minimum, Math.min(bounds.maximum, wanted))
}

/** What the size follows from, measured: how often readers come. */
export class Demand {
  /** When, in milliseconds; oldest first. */
  readonly #arrivals: number[] = []

  arrived(now: number): void {
    this.#arrivals.push(now)
  }

  warmSize(startSeconds: number, bounds: WarmBounds, now: number): number {
    while ((this.#arrivals[0] ?? now) <= now - LONGEST_MILLISECONDS) this.#arrivals.shift()
    const rates = WINDOWS_MILLISECONDS.map((window) => {
      const recent = this.#arrivals.filter((arrival) => arrival > now - window)
      return recent.length / (window / 1000)
    })
    return warmSize(Math.max(...rates), startSeconds, bounds)
  }
}
