import { describe, expect, it } from 'vitest'
import { type Candidate, placeOf, startsAtOnceOn } from '../../../sandbox-server/house/placement.ts'

function candidate(machine: string, otherwise: Partial<Candidate> = {}): Candidate {
  return {
    machine,
    free: 20,
    starting: 0,
    startsAtOnce: 4,
    pressure: 0,
    isTroubled: false,
    placed: 0,
    ...otherwise,
  }
}

describe('the machine for the next sandbox', () => {
  it.each<[what: string, first: Partial<Candidate>, second: Partial<Candidate>]>([
    ['has the most room', { free: 20 }, { free: 21 }],
    ['has calm processors, of two with the same room', { pressure: 0.5 }, { pressure: 0.2 }],
    ['has calm processors, where another has a little more room', { free: 25, pressure: 0.6 }, {}],
    ['has said what room it has', { free: undefined }, { free: 1 }],
    ['has no trouble, where another has more room', { free: 90, isTroubled: true }, { free: 1 }],
    ['has the least trouble with memory, where none has room', { free: -9 }, { free: -2 }],
    ['starts fewer, of two with the same room', { starting: 2 }, { starting: 1 }],
    ['has waited longer, of two that are equal', { placed: 8 }, { placed: 7 }],
    ['may begin a further start', { free: 90, starting: 4 }, { free: 1 }],
    [
      'may begin a further start though others are busy with theirs',
      { free: 90, starting: 2, pressure: 0.95 },
      { free: 1 },
    ],
  ])('%s', (_, first, second) => {
    const candidates = [candidate('first', first), candidate('second', second)]
    expect(placeOf(candidates)).toBe('second')
    expect(placeOf(candidates.toReversed())).toBe('second')
  })

  it('is the one with a trouble where there is no other', () => {
    expect(placeOf([candidate('only', { isTroubled: true, free: 0 })])).toBe('only')
  })

  it('is none while each has as many starts as it may', () => {
    expect(placeOf([candidate('one', { starting: 4 }), candidate('two', { starting: 4 })])).toBe(
      undefined,
    )
    expect(placeOf([])).toBe(undefined)
  })

  it.each([
    [1, 2],
    [4, 2],
    [16, 8],
  ])('of %i processors starts %i at once', (cpus, starts) => {
    expect(startsAtOnceOn(cpus)).toBe(starts)
  })
})
