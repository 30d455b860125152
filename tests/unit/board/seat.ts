import type { BoardSeat } from '../../../protocol/board-messages.ts'

/** A reader of whom nothing is known but what is given. */
export function seat(number: number, facts: Partial<BoardSeat> = {}): BoardSeat {
  return {
    seat: number,
    name: `Reader ${number}`,
    group: null,
    presence: 'here',
    sandbox: 'ready',
    position: null,
    since: 0,
    last: null,
    blocks: {},
    tasks: {},
    hand: null,
    hasThumbnail: false,
    ...facts,
  }
}
