import type { Case } from './case.ts'
import { normalize } from './normalize.ts'
import { REASONS } from './reasons.ts'
import type { Outcome } from './side.ts'

/**
 * - `same`: both sides print the same and end in the same way.
 * - `explained`: they do not, and the case says why.
 * - `different`: they do not, and nothing says why.
 * - `needless`: they do, and the case still says why not.
 * - `unsteady`: two runs on the plain engine do not print the same, so nothing can be compared.
 */
export type Verdict = 'same' | 'explained' | 'different' | 'needless' | 'unsteady'

/** What each side printed, in the order in which it was run there. */
export interface Runs {
  readonly sandbox: Outcome
  /** More than one where it is asked whether they are steady. */
  readonly plain: readonly Outcome[]
}

export interface Judged {
  readonly verdict: Verdict
  readonly because?: string
  /** As they are compared. */
  readonly sandbox: Outcome
  readonly plain: Outcome
}

/** Compares what the two sides printed, without what no two runs have in common. */
export function judge(one: Case, runs: Runs): Judged {
  const sandbox = normalize(runs.sandbox, one.varies)
  const [plain, ...others] = runs.plain.map((outcome) => normalize(outcome, one.varies))
  if (plain === undefined) throw new Error(`${one.name} has not run on the plain engine.`)
  const unsteady = others.find((other) => !isSame(other, plain))
  if (unsteady) return { verdict: 'unsteady', sandbox: unsteady, plain }
  const because = one.differs && REASONS[one.differs].because
  const same = isSame(sandbox, plain)
  if (because === undefined) return { verdict: same ? 'same' : 'different', sandbox, plain }
  return { verdict: same ? 'needless' : 'explained', because, sandbox, plain }
}

/** Whether the suite fails by it. */
export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'same' && verdict !== 'explained'
}

function isSame(one: Outcome, other: Outcome): boolean {
  return one.status === other.status && one.stdout === other.stdout && one.stderr === other.stderr
}
