import { describe, expect, it } from 'vitest'
import { BoardState } from '../../../src/board/board-state.ts'
import { seat } from './seat.ts'

function stateWith(...numbers: number[]): BoardState {
  const state = new BoardState()
  const seats = numbers.map((number) => seat(number, { hasThumbnail: true }))
  state.apply({ type: 'seats', seats, isWhole: true })
  state.takeChanges()
  return state
}

describe('the state of a board', () => {
  it('is what was told last, and knows which seats changed', () => {
    const state = stateWith(1, 2, 3)
    state.apply({ type: 'seats', seats: [seat(2, { name: 'Bo' })], isWhole: false })
    expect(state.seats.get(2)?.name).toBe('Bo')
    expect([...state.takeChanges().seats]).toEqual([2])
    expect(state.takeChanges().seats.size).toBe(0)
  })

  it('forgets after a reconnection who is gone, and keeps who is there', () => {
    const state = stateWith(1, 2, 3)
    state.apply({ type: 'seats', seats: [seat(1), seat(4)], isWhole: true })
    expect([...state.seats.keys()]).toEqual([1, 4])
    expect([...state.takeChanges().seats].sort()).toEqual([1, 2, 3, 4])
  })

  it('has each action once, though it was told before and with the whole', () => {
    const state = new BoardState()
    const action = (number: number) =>
      ({ number, at: 0, host: 'Ada', act: { act: 'open' } }) as const
    state.apply({ type: 'actions', actions: [action(2)], isWhole: false })
    state.apply({ type: 'actions', actions: [action(1), action(2)], isWhole: true })
    state.apply({ type: 'actions', actions: [action(2), action(3)], isWhole: false })
    expect(state.actions.map(({ number }) => number)).toEqual([1, 2, 3])
  })

  it('shows nothing of a workshop that is no longer watched', () => {
    const state = stateWith(1, 2)
    state.forgetWorkshop()
    expect([state.seats.size, state.actions.length, state.workshop]).toEqual([0, 0, undefined])
    expect([...state.takeChanges().seats]).toEqual([1, 2])
  })
})
