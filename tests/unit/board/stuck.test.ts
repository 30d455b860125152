import { describe, expect, it } from 'vitest'
import type { BoardSeat } from '../../../protocol/board-messages.ts'
import { stuckSeats } from '../../../src/board/stuck.ts'
import { seat } from './seat.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000

/** Readers at one block, each since so many minutes. */
function readers(...minutes: number[]): BoardSeat[] {
  return minutes.map((minute, index) => atBlock(index + 1, minute))
}

function atBlock(number: number, minutes: number, facts: Partial<BoardSeat> = {}): BoardSeat {
  return seat(number, {
    position: { chapter: 'basics', block: 'basics/one' },
    since: NOW - minutes * MINUTE,
    ...facts,
  })
}

describe('a reader is stuck', () => {
  it('after more than twice the time of the middle reader', () => {
    expect(stuckSeats(readers(4, 5, 6, 10, 11), NOW)).toEqual(new Map([]))
    expect(stuckSeats(readers(4, 5, 5, 10, 11), NOW)).toEqual(new Map([[5, 'long']]))
    expect(stuckSeats(readers(2, 4, 6, 11), NOW)).toEqual(new Map([[4, 'long']]))
  })

  it('not within three minutes, however quick the others are', () => {
    expect(stuckSeats(readers(0.1, 0.1, 3), NOW).size).toBe(0)
    expect(stuckSeats(readers(0.1, 0.1, 3.1), NOW)).toEqual(new Map([[3, 'long']]))
  })

  it('not by time alone in a room of two', () => {
    expect(stuckSeats(readers(1, 60), NOW).size).toBe(0)
  })

  it('when the commands of a block failed twice, one after the other', () => {
    const failed = (failures: number) =>
      stuckSeats([seat(1, { last: { block: 'basics/one', state: 'failed', failures } })], NOW)
    expect(failed(1).size).toBe(0)
    expect(failed(2)).toEqual(new Map([[1, 'failed']]))
  })

  it('not while the command runs again', () => {
    const again = seat(1, { last: { block: 'basics/one', state: 'running', failures: 2 } })
    expect(stuckSeats([again], NOW).size).toBe(0)
  })

  it('not at a block that worked: the reader reads, or waits for the others', () => {
    const done = atBlock(4, 60, { blocks: { 'basics/one': 'done' } })
    expect(stuckSeats([...readers(1, 1, 1), done], NOW).size).toBe(0)
  })

  it('not where nobody is: away, ended, or above the first block', () => {
    const others = readers(1, 1, 1)
    for (const presence of ['away', 'over'] as const) {
      expect(stuckSeats([...others, atBlock(4, 60, { presence })], NOW).size).toBe(0)
    }
    const above = atBlock(4, 60, { position: { chapter: 'basics' } })
    expect(stuckSeats([...others, above], NOW).size).toBe(0)
  })
})
