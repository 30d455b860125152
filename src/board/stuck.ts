import type { BoardSeat } from '../../protocol/board-messages.ts'

/** Why a reader seems to need help. */
export type StuckReason = 'failed' | 'long'

/** Commands of one block that fail one after the other until its reader counts as stuck. */
export const STUCK_FAILURES = 2

/** So many times the room's median at one block is long. */
const STUCK_MEDIANS = 2

/** No reader is stuck by time before this, however quick the others are. In milliseconds. */
export const STUCK_MILLISECONDS = 3 * 60_000

/** Of fewer readers a median says nothing. */
const LEAST_READERS = 3

/**
 * The readers who are stuck: the last command of their block failed twice, one after the other, or
 * they are longer at it than twice the median of all who are there. Nobody is stuck at a block that
 * is done: its reader reads, or waits for the others.
 * @param now milliseconds since 1970, by the server's clock.
 */
export function stuckSeats(
  seats: Iterable<BoardSeat>,
  now: number,
): ReadonlyMap<number, StuckReason> {
  const here = [...seats].filter(({ presence }) => presence === 'here')
  const atBlock = here.filter(({ position }) => position?.block !== undefined)
  const bound = longBound(atBlock.map(({ since }) => now - since))
  const stuck = new Map<number, StuckReason>()
  for (const seat of here) {
    const { last, position, blocks } = seat
    if (last?.state === 'failed' && (last.failures ?? 1) >= STUCK_FAILURES) {
      stuck.set(seat.seat, 'failed')
    } else if (position?.block !== undefined && blocks[position.block] !== 'done') {
      if (now - seat.since > bound) stuck.set(seat.seat, 'long')
    }
  }
  return stuck
}

/** @param times at their blocks, in milliseconds. */
function longBound(times: readonly number[]): number {
  if (times.length < LEAST_READERS) return Number.POSITIVE_INFINITY
  const sorted = times.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const [lower, upper] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0]
  return Math.max(STUCK_MILLISECONDS, (STUCK_MEDIANS * (lower + upper)) / 2)
}
