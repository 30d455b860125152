/** Pressure from which on a machine begins fewer starts: further ones would only slow each other down. */
const BUSY_PRESSURE = 0.9

/** A machine as a new sandbox may be placed on it. */
export interface Candidate {
  readonly machine: string
  /** Further sandboxes that its memory holds; undefined: it has not said. */
  readonly free: number | undefined
  /** Starts that are under way on it, and as many as may be. */
  readonly starting: number
  readonly startsAtOnce: number
  /** The part of the time in which something waited for its processors, 0 to 1. */
  readonly pressure: number
  /** Its disk is full, everything waits for its memory, or the last start there failed a moment ago. */
  readonly isTroubled: boolean
  /** When it got a sandbox last: the one with the smallest number has waited longest. */
  readonly placed: number
}

/** Starts that may be under way on a machine at once: each takes a processor for a second. */
export function startsAtOnceOn(cpus: number): number {
  return Math.max(2, Math.floor(cpus / 2))
}

/**
 * The machine for the next sandbox: the one with the most room, less where its processors are busy; one
 * with a trouble only where every other one has it, too. Among equal ones each gets one in turn.
 * @param candidates machines that take readers.
 * @returns undefined where each has as many starts under way as it may.
 */
export function placeOf(candidates: readonly Candidate[]): string | undefined {
  return candidates.filter(mayStart).sort(isBetter)[0]?.machine
}

function mayStart({ starting, startsAtOnce, pressure }: Candidate): boolean {
  return starting < (pressure > BUSY_PRESSURE ? Math.ceil(startsAtOnce / 2) : startsAtOnce)
}

function isBetter(one: Candidate, other: Candidate): number {
  return (
    Number(one.isTroubled) - Number(other.isTroubled) ||
    scoreOf(other) - scoreOf(one) ||
    one.starting - other.starting ||
    one.placed - other.placed
  )
}

function scoreOf({ free = 0, pressure }: Candidate): number {
  return free > 0 ? free * (1 - pressure) : free
}
