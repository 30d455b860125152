/**
 * The code that lets a reader into a workshop, and the short one that brings a seat to another
 * computer. Both are typed into the same field.
 */

/** Digits of a code that moves a seat. A workshop's own code is never of six digits alone. */
export const MOVE_CODE_DIGITS = 6

/** How long such a code is good, in milliseconds. */
export const MOVE_CODE_MILLISECONDS = 5 * 60_000

/** Longest code that is read, in UTF-16 units, as it was typed. */
export const MAXIMUM_CODE_LENGTH = 64

/** Letters that are taken for digits on a projector or in handwriting. */
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' }

/**
 * @param code as it was typed, or as the workshop has it.
 * @returns what two codes have in common that are the same: in any case, with its dashes and spaces or
 * without, and with letters that look like digits.
 */
export function normalCode(code: string): string {
  const plain = code.normalize('NFKC').toUpperCase()
  return plain
    .replaceAll(/[\s\p{Pd}_.]+/gu, '')
    .replaceAll(/[OIL]/g, (sign) => LOOKALIKES[sign] ?? sign)
}

/** Whether a typed code is one that moves a seat. */
export function isMoveCode(code: string): boolean {
  return new RegExp(`^\\d{${MOVE_CODE_DIGITS}}$`).test(normalCode(code))
}
