import { describe, expect, it } from 'vitest'
import { longestRise } from '../../../src/board/longest-rise.ts'

/** The numbers that stay. */
function staying(numbers: readonly number[]): number[] {
  const positions = longestRise(numbers)
  return numbers.filter((_, position) => positions.has(position))
}

describe('tiles in another order', () => {
  it('stay where they are but for the one that moves to the end, or to the front', () => {
    expect(staying([1, 2, 3, 4, 5, 0])).toEqual([1, 2, 3, 4, 5])
    expect(staying([5, 0, 1, 2, 3, 4])).toEqual([0, 1, 2, 3, 4])
    expect(staying([0, 1, 2])).toEqual([0, 1, 2])
    expect(staying([])).toEqual([])
  })

  it('stay as many as can, in any order', () => {
    // Against every choice of seven that there is.
    let number = 7
    const next = (below: number) => {
      number = (number * 1_103_515_245 + 12_345) % 2_147_483_648
      return number % below
    }
    for (let time = 0; time < 200; time++) {
      const order = Array.from({ length: 7 }, (_, index) => index)
      for (let index = order.length - 1; index > 0; index--) {
        const other = next(index + 1)
        ;[order[index], order[other]] = [order[other] as number, order[index] as number]
      }
      const stay = staying(order)
      expect(stay).toEqual(stay.toSorted((one, other) => one - other))
      expect(stay.length).toBe(longestOfAll(order))
    }
  })
})

function longestOfAll(order: readonly number[]): number {
  let longest = 0
  for (let choice = 0; choice < 1 << order.length; choice++) {
    const chosen = order.filter((_, index) => choice & (1 << index))
    const rises = chosen.every((each, index) => index === 0 || each > (chosen[index - 1] as number))
    if (rises) longest = Math.max(longest, chosen.length)
  }
  return longest
}
