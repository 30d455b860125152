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
