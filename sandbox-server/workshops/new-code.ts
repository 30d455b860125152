import { randomInt } from 'node:crypto'
import { CODE_ALPHABET } from './plan.ts'

/** Letters and digits of a code that nobody has chosen: 32 to that power are too many to guess. */
const CODE_LENGTH = 8

/** Nobody takes its letters and digits for one another, nor guesses it. */
export function newCode(): string {
  return Array.from(
    { length: CODE_LENGTH },
    () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)],
  ).join('')
}
