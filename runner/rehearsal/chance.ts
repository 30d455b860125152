/** @returns a number from 0 to less than `below`. */
export type Chance = (below: number) => number

/** @returns a chance whose numbers are always the same for one seed, a whole number (mulberry32). */
export function seededChance(seed: number): Chance {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below
  }
}
