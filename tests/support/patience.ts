/**
 * How many times as long as written a deadline is on this machine: 1 or more, measured once at the
 * begin of each run (`tools/patience.ts`).
 */
export const PATIENCE = patienceNow()

/** @returns the time, in the same unit, that a machine as slow as this one needs for the same. */
export function patient(time: number): number {
  // Asked each time: a virtual machine that is started meanwhile has a measure of its own.
  return Math.ceil(time * patienceNow())
}

function patienceNow(): number {
  return Number(process.env['TEST_PATIENCE'] ?? 1)
}
