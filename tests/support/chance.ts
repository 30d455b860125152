import { randomInt } from 'node:crypto'

/** Of every random moment of this run: set it to have the same ones again. */
const SEED = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))

let state = SEED
let isTold = false

/** @returns a number from 0 to less than `below`, the next of those that the seed gives (mulberry32). */
export function chance(below: number): number {
  if (!isTold) console.log(`FAULT_SEED=${SEED}`)
  isTold = true
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below
}

/** Waits for a random moment, of at most so many milliseconds: a fault comes when it will. */
export function atSomeMoment(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, chance(milliseconds)))
}
