import type { CheckResult } from './check.ts'

/** The name of the check that decides. */
export const PROBE = 'Probe'

export interface DoctorReport {
  readonly checks: readonly CheckResult[]
  /** Whether live terminals will work here. The site with its recorded output works without. */
  readonly liveTerminals: boolean
}

/** The probe, which comes last, decides: what was not as it should be did no harm if it went well. */
export function report(checks: readonly CheckResult[]): DoctorReport {
  const last = checks.at(-1)
  if (last?.name !== PROBE) return { checks, liveTerminals: false }
  if (last.state === 'good') return { checks, liveTerminals: true }
  const suspects = checks.filter(({ state, advice }) => state !== 'good' && advice !== undefined)
  if (suspects.length === 0) return { checks, liveTerminals: false }
  const advice = `Do first what is said above of ${suspects.map(({ name }) => name).join(', ')}.`
  return { checks: [...checks.slice(0, -1), { ...last, advice }], liveTerminals: false }
}
