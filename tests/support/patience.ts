/**
 * How many times as long as written a deadline is on this machine: 1 or more, measured once at the
 * begin of each run (`tools/patience.ts`).
 */
export const PATIENCE = Number(process.env['TEST_PATIENCE'] ?? 1)

/** @returns the time, in the same unit, that a machine as slow as this one needs for the same. */
export function patient(time: number): number {
  return Math.ceil(time * PATIENCE)
}
