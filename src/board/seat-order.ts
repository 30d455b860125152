import type { BoardSeat } from '../../protocol/board-messages.ts'
import { seatState } from './seat-summary.ts'
import type { StuckReason } from './stuck.ts'

export const SEAT_ORDERS = ['hand', 'stuck', 'name', 'seat'] as const
export type SeatOrder = (typeof SEAT_ORDERS)[number]

export const SEAT_FILTERS = [
  'all',
  'hand',
  'stuck',
  'failed',
  'running',
  'waiting',
  'away',
  'over',
] as const
export type SeatFilter = (typeof SEAT_FILTERS)[number]

/** Which readers the board shows, and in which order. */
export interface Choice {
  readonly order: SeatOrder
  readonly filter: SeatFilter
  /** Null: every group. */
  readonly group: string | null
  /** Part of a name; empty shows all. */
  readonly search: string
}

export type Stuck = ReadonlyMap<number, StuckReason>

/** @returns the readers that are shown, the one to see to first at the front. */
export function chooseSeats(
  seats: Iterable<BoardSeat>,
  choice: Choice,
  stuck: Stuck,
): readonly BoardSeat[] {
  const compare = comparison(choice.order, stuck)
  return [...seats].filter((seat) => isShown(seat, choice, stuck)).sort(compare)
}

function isShown(seat: BoardSeat, { filter, group, search }: Choice, stuck: Stuck): boolean {
  if (group !== null && seat.group !== group) return false
  if (search !== '' && !plain(seat.name).includes(plain(search))) return false
  switch (filter) {
    case 'all':
      // Who was ended is of interest to those who ask.
      return seat.presence !== 'over'
    case 'hand':
      return seat.hand !== null
    case 'stuck':
      return stuck.has(seat.seat)
    default:
      return seatState(seat) === filter
  }
}

/** As a person looks for it: `zoe` finds Zoë. */
function plain(text: string): string {
  return text.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

function comparison(order: SeatOrder, stuck: Stuck) {
  const bySeat = (one: BoardSeat, other: BoardSeat) => one.seat - other.seat
  const byHand = (one: BoardSeat, other: BoardSeat) => handTime(one) - handTime(other)
  const isStuck = ({ seat }: BoardSeat) => (stuck.has(seat) ? 0 : 1)
  // Who has been at a block the longest comes first; of those who are not stuck, that says nothing.
  const byStuck = (one: BoardSeat, other: BoardSeat) =>
    isStuck(one) - isStuck(other) || (isStuck(one) === 0 ? one.since - other.since : 0)
  const byName = (one: BoardSeat, other: BoardSeat) => NAMES.compare(one.name, other.name)
  const keys = {
    hand: [byHand, byStuck, bySeat],
    stuck: [byStuck, byHand, bySeat],
    name: [byName, bySeat],
    seat: [bySeat],
  }[order]
  return (one: BoardSeat, other: BoardSeat) => {
    for (const key of keys) {
      const difference = key(one, other)
      if (difference !== 0) return difference
    }
    return 0
  }
}

const NAMES = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Who has waited longest comes first. A number that is not finite would make a difference of NaN. */
function handTime({ hand }: BoardSeat): number {
  return hand?.since ?? Number.MAX_SAFE_INTEGER
}
