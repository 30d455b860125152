export interface TextEdit {
  /** Characters that were taken away at the end, in code points that have a width. */
  readonly erased: number
  readonly inserted: string
}

/** Marks and joiners have no width: a shell erases them together with the character before them. */
const WIDTHLESS = /\p{Nonspacing_Mark}|\p{Enclosing_Mark}|\u200d/u

/**
 * What to type at the end of `before` so that it becomes `after`: so many times Backspace, then the
 * rest. An autocorrected word is erased from its first wrong letter on.
 */
export function editAtEnd(before: string, after: string): TextEdit {
  const kept = commonStart(before, after)
  const gone = [...before.slice(kept)].filter((character) => !WIDTHLESS.test(character))
  return { erased: gone.length, inserted: after.slice(kept) }
}

/** The text that was put into `before`, wherever it was put. */
export function insertedText(before: string, after: string): string {
  const start = commonStart(before, after)
  const [rest, inserted] = [[...before.slice(start)], [...after.slice(start)]]
  while (rest.length > 0 && rest.at(-1) === inserted.at(-1)) {
    rest.pop()
    inserted.pop()
  }
  return inserted.join('')
}

/** Never within a surrogate pair. */
function commonStart(one: string, other: string): number {
  let length = 0
  for (const character of one) {
    if (!other.startsWith(character, length)) break
    length += character.length
  }
  return length
}
