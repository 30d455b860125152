import { describe, expect, it } from 'vitest'
import { median } from '../../../../runner/rehearsal/statistics.ts'

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 9], 3],
  ])('of %o is %d', (samples, expected) => {
    expect(median(samples)).toBe(expected)
  })

  it('of nothing is none', () => {
    expect(() => median([])).toThrow('There is no sample to compare.')
  })
})
