/** One line of the doctor's table. */
export interface CheckResult {
  readonly name: string
  /**
   * - `good`: as it should be.
   * - `note`: worth knowing; the probe tells whether it matters.
   * - `bad`: live terminals will not work like this.
   */
  readonly state: 'good' | 'note' | 'bad'
  readonly found: string
  /** What to do. A line that is indented by two spaces is a command to type. */
  readonly advice?: string
}

/** @returns a line for each check that is not as it should be, with what to do. */
export function shortcomings(checks: readonly CheckResult[]): readonly string[] {
  return checks.flatMap(({ name, state, found, advice }) => {
    if (state === 'good') return []
    return [`${name}: ${advice ? `${found.replace(/\.$/, '')}. ${advice}` : found}`]
  })
}
