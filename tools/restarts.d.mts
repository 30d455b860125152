/** The types of `restarts.mjs`. */
export const FALLEN: number
export function hasFallen(end: { status: number | null; signal: NodeJS.Signals | null }): boolean
export class Restarts {
  next(now: number): number | undefined
}
