import { describe, expect, it } from 'vitest'
import { type Choice, chooseSeats } from '../../../src/board/seat-order.ts'
import { seat } from './seat.ts'

const ALL: Choice = { order: 'hand', filter: 'all', group: null, search: '' }

const ROOM = [
  seat(1, { name: 'Zoë', group: 'Left' }),
  seat(2, { name: 'ada', since: 50 }),
  seat(3, { name: 'Bo', group: 'Left', hand: { words: '', since: 20 } }),
  seat(4, { name: 'Ümit', since: 40, last: { block: 'a/b', state: 'failed' } }),
  seat(5, { name: 'Bo 10', hand: { words: 'help', since: 10 } }),
  seat(6, { name: 'Bo 9', presence: 'over' }),
]
const STUCK = new Map([
  [2, 'long'],
  [4, 'failed'],
] as const)

function shown(choice: Partial<Choice>): number[] {
  return chooseSeats(ROOM, { ...ALL, ...choice }, STUCK).map(({ seat }) => seat)
}

describe('the board shows', () => {
  it('raised hands first, the one that waits longest before the others', () => {
    expect(shown({})).toEqual([5, 3, 4, 2, 1])
  })

  it('who is stuck first, the one at a block longest before the others', () => {
    expect(shown({ order: 'stuck' })).toEqual([4, 2, 5, 3, 1])
  })

  it('names as a person sorts them', () => {
    expect(shown({ order: 'name' })).toEqual([2, 3, 5, 4, 1])
    expect(shown({ order: 'seat' })).toEqual([1, 2, 3, 4, 5])
  })

  it('one group, one state, or those of a name', () => {
    expect(shown({ group: 'Left' })).toEqual([3, 1])
    expect(shown({ filter: 'hand' })).toEqual([5, 3])
    expect(shown({ filter: 'stuck' })).toEqual([4, 2])
    expect(shown({ filter: 'failed' })).toEqual([4])
    expect(shown({ filter: 'over' })).toEqual([6])
    expect(shown({ search: ' zoe' })).toEqual([1])
    expect(shown({ search: 'bo', group: 'Left' })).toEqual([3])
    expect(shown({ search: 'nobody' })).toEqual([])
  })
})
