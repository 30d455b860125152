import { randomInt } from 'node:crypto'
import { seededChance } from '../../runner/rehearsal/chance.ts'

/** Of every random moment of this run: set it to have the same ones again. */
const SEED = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))

const next = seededChance(SEED)
let isTold = false

/** @returns a number from 0 to less than `below`, the next of those that the seed gives. */
export function chance(below: number): number {
  if (!isTold) console.log(`FAULT_SEED=${SEED}`)
  isTold = true
  return next(below)
}

/** Waits for a random moment, of at most so many milliseconds: a fault comes when it will. */
export function atSomeMoment(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, chance(milliseconds)))
}
