/** Mistakes that a name is forgiven: one in a short name, two in a longer one. */
const LONG_NAME = 5
/** Longer names are nobody's slip of the fingers, and cost the more to compare. */
const MAXIMUM_LENGTH = 64

/**
 * @returns the name that was most likely meant: the one with the fewest letters to add, to drop, to
 * change or to swap; undefined where none is near.
 */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > MAXIMUM_LENGTH) return undefined
  const allowed = typed.length < LONG_NAME ? 1 : 2
  const near = names
    .filter((name) => Math.abs(name.length - typed.length) <= allowed)
    .map((name) => ({ name, mistakes: mistakesBetween(typed, name) }))
    .filter(({ mistakes }) => mistakes <= allowed)
    .sort((one, other) => one.mistakes - other.mistakes)
  return near[0]?.name
}

/** The optimal string alignment distance, row by row. */
function mistakesBetween(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      let mistakes = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      )
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (row > 1 && column > 1 && swapped)
        mistakes = Math.min(mistakes, at(before, column - 2) + 1)
      next.push(mistakes)
    }
    before = last
    last = next
  }
  return at(last, other.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
