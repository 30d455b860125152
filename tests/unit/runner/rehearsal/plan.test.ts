import { describe, expect, it } from 'vitest'
import { type PlannedStep, planReaders } from '../../../../runner/rehearsal/plan.ts'

const WISH = {
  seats: 100,
  seed: 7,
  openingMilliseconds: 60_000,
  pace: [20, 40] as const,
}

function steps(count: number, seed = WISH.seed): PlannedStep[][] {
  return planReaders({ ...WISH, seed }).map((reader) => {
    const generated = reader.steps()
    return Array.from({ length: count }, () => generated.next().value)
  })
}

describe('the readers of a rehearsal', () => {
  it('come within the opening, the first one at once, in the order of their numbers', () => {
    const readers = planReaders(WISH)
    const arrivals = readers.map(({ arrives }) => arrives)
    expect(readers.map(({ name }) => name).slice(0, 2)).toEqual(['Rehearsal 1', 'Rehearsal 2'])
    expect(arrivals).toEqual(arrivals.toSorted((one, other) => one - other))
    expect(arrivals[0]).toBe(0)
    expect(arrivals.at(-1)).toBeLessThan(60_000)
    expect(arrivals.filter((at) => at < 30_000).length).toBeGreaterThan(30)
  })

  it('do the same again with the same seed, and something else with another', () => {
    expect(steps(20)).toEqual(steps(20))
    expect(steps(20, 8)).not.toEqual(steps(20))
  })

  it('read at their pace, and less before the first block', () => {
    for (const [first, ...others] of steps(30)) {
      expect(first?.reads).toBeLessThanOrEqual(8000)
      for (const { reads } of others) {
        expect(reads).toBeGreaterThanOrEqual(20_000)
        expect(reads).toBeLessThanOrEqual(40_000)
      }
    }
  })

  it('make mistakes, reload, lose the connection and raise hands, and mostly do not', () => {
    const all = steps(20).flat()
    for (const what of ['mistake', 'drops', 'hand'] as const) {
      const part = all.filter((step) => step[what] !== undefined).length / all.length
      expect(part, what).toBeGreaterThan(0.02)
      expect(part, what).toBeLessThan(0.2)
    }
    expect(all.filter(({ reloads }) => reloads).length).toBeGreaterThan(40)
    expect(
      steps(1)
        .flat()
        .some(({ reloads }) => reloads),
    ).toBe(false)
  })

  it('are as many as there are seats', () => {
    expect(planReaders({ ...WISH, seats: 1 })).toHaveLength(1)
    expect(planReaders({ ...WISH, seats: 1000 })).toHaveLength(1000)
  })
})
