import type { Machine } from './machine.ts'
import type { MachineWish } from './machine-wish.ts'

/** What a case is played on. */
export interface Stage {
  readonly machine: Machine
  readonly tell: (detail: string) => void
  readonly signal: AbortSignal
}

/** A kind of host that people have, and what is tried on it. */
export interface Case {
  /** Of all cases: `a-z 0-9 -`. */
  readonly name: string
  /** What it tries, in a few words for the page. */
  readonly what: string
  readonly wish: MachineWish
  /**
   * Does what a host and a reader do, with the words "works" or "refused: ..." as its result.
   * @throws with a sentence where the host is not served as it should be.
   */
  readonly play?: (stage: Stage) => Promise<string>
  /** Why it cannot be played yet; a case has this or `play`. */
  readonly missing?: string
}

/** What a case that went well says. */
export const WORKS = 'works'

/** @returns the cases in an order in which those of one machine follow each other. */
export function byMachine(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  for (const one of cases) {
    const key = JSON.stringify(one.wish)
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}
