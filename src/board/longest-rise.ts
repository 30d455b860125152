/**
 * @returns of the positions in `numbers`, as many as can be in a row of rising numbers: the longest such
 * row (by patience sorting).
 */
export function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  /** At each length, where the row of that length that ends with the least number ends. */
  const ends: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, number] of numbers.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1
      else high = middle
    }
    before.push(ends[low - 1])
    ends[low] = index
  }
  const row = new Set<number>()
  for (let index = ends.at(-1); index !== undefined; index = before[index]) row.add(index)
  return row
}
