/** @returns the candidate that takes the fewest edits (Levenshtein distance) to come from `word`. */
export function nearest(word: string, candidates: readonly [string, ...string[]]): string {
  const distances = candidates.map((candidate) => distance(word, candidate))
  return candidates[distances.indexOf(Math.min(...distances))] as string
}

function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] as number) + (to[column - 1] === letter ? 0 : 1)
      next.push(Math.min(replaced, (row[column] as number) + 1, (next[column - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
