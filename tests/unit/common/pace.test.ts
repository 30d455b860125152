import { describe, expect, it } from 'vitest'
import { Pace } from '../../../sandbox-server/common/pace.ts'

describe('a pace', () => {
  it('lets a little through at once', () => {
    const pace = new Pace({ atOnce: 100, perSecond: 10 })
    for (let count = 0; count < 10; count++) expect(pace.count(10, 0)).toBe(0)
    expect(pace.count(10, 0)).toBe(1000)
  })

  it.each([1, 7, 1000])('lets so much a second through, in pieces of %d', (size) => {
    const pace = new Pace({ atOnce: 1000, perSecond: 100 })
    let now = 0
    let sum = 0
    while (now < 1_000_000) {
      now += pace.count(size, now)
      sum += size
    }
    expect(sum).toBeGreaterThan(1000 + 99_000)
    expect(sum).toBeLessThan(1000 + 102_000)
  })

  it('lets as much through at once after a rest, and no more', () => {
    const pace = new Pace({ atOnce: 100, perSecond: 10 })
    pace.count(100, 0)
    expect(pace.count(100, 3_600_000)).toBe(0)
    expect(pace.count(1, 3_600_000)).toBe(100)
  })
})
