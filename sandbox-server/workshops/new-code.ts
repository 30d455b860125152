import { randomInt } from 'node:crypto'
import { CODE_ALPHABET } from './plan.ts'
import type { WorkshopRecords } from './records/workshop-records.ts'

/** Letters and digits of a code that nobody has chosen: 32 to that power are too many to guess. */
const CODE_LENGTH = 8

/**
 * @returns a code of which nobody takes the letters and digits for one another, nor guesses it. The
 * records know it for such a one.
 */
export function makeCode(records: Pick<WorkshopRecords, 'keepMadeCode'>): string {
  const letters = Array.from(
    { length: CODE_LENGTH },
    () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)],
  )
  const code = letters.join('')
  records.keepMadeCode(code)
  return code
}
