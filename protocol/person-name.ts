import { MAXIMUM_NAME_LENGTH } from './limits.ts'

/** Why a name cannot be taken as it is. */
export type NameTrouble = 'empty' | 'long' | 'control' | 'markup' | 'unreadable' | 'taken'

/** What a reader does not see, and may have pasted with a name: soft hyphens, joiners, byte order marks. */
const UNSEEN = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g

/** More marks on one letter than a name of any language has. */
const PILED_MARKS = /\p{M}{4}/u

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/**
 * @param text as somebody wrote it.
 * @returns the name as it is shown, or why it is none.
 */
export function readName(
  text: string,
): { readonly name: string } | { readonly trouble: NameTrouble } {
  // So that a text of megabytes costs nothing.
  if (text.length > 20 * MAXIMUM_NAME_LENGTH) return { trouble: 'long' }
  if (!text.isWellFormed()) return { trouble: 'control' }
  const name = text
    .normalize('NFC')
    .replaceAll(UNSEEN, '')
    .replaceAll(/[ \t\p{Zs}]+/gu, ' ')
    .trim()
  if (name === '') return { trouble: 'empty' }
  if (CONTROL.test(name)) return { trouble: 'control' }
  if (name.length > MAXIMUM_NAME_LENGTH) return { trouble: 'long' }
  if (/[<>]/.test(name)) return { trouble: 'markup' }
  if (PILED_MARKS.test(name) || !/[\p{L}\p{N}]/u.test(name)) return { trouble: 'unreadable' }
  return { name }
}

/** @returns what two names have in common that a host would take for one: `Ada` and ` ADA`. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLocaleLowerCase('en')
    .replaceAll(/[\s.]+/g, ' ')
    .trim()
}

/**
 * @param taken keys of the names that others have.
 * @returns the name with the first number that nobody has, no longer than a name may be: `Ada 2`.
 */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const end = ` ${number}`
    const offered = cut(name, MAXIMUM_NAME_LENGTH - end.length).trimEnd() + end
    if (!taken.has(nameKey(offered))) return offered
  }
}

/** Leaves no half of a letter at the end. */
function cut(text: string, length: number): string {
  const short = text.slice(0, length)
  return short.isWellFormed() ? short : short.slice(0, -1)
}
