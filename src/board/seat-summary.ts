import type { BoardSeat } from '../../protocol/board-messages.ts'
import type { SummaryChapter } from '../summary/course-parts.ts'
import type { StuckReason } from './stuck.ts'

/** What a reader's tile shows above all: one of these, the first that fits. */
export type SeatState = 'over' | 'away' | 'waiting' | 'running' | 'failed' | 'done' | 'none'

/** The state of the seat's last command, or what is before it. */
export function seatState({ presence, sandbox, last }: BoardSeat): SeatState {
  if (presence === 'over') return 'over'
  if (presence === 'away') return 'away'
  if (sandbox === 'queued' || sandbox === 'starting') return 'waiting'
  return last?.state ?? 'none'
}

export interface TaskShare {
  readonly done: number
  readonly all: number
}

/** How many tasks of these chapters the reader has done; blocks count where a chapter has no task. */
export function tasksDone(
  { tasks, blocks }: BoardSeat,
  chapters: readonly SummaryChapter[],
): TaskShare {
  let [done, all] = [0, 0]
  for (const chapter of chapters) {
    const byTask = chapter.tasks.length > 0
    for (const { name } of byTask ? chapter.tasks : chapter.blocks) {
      all++
      if (byTask ? tasks[name] : blocks[name] === 'done') done++
    }
  }
  return { done, all }
}

/** Whether the reader has done all that is open. */
function isFinished(share: TaskShare): boolean {
  return share.all > 0 && share.done === share.all
}

export interface RoomCounts {
  readonly taken: number
  readonly waiting: number
  readonly here: number
  readonly atWork: number
  readonly stuck: number
  readonly finished: number
  readonly hands: number
}

/** Counts the readers of a room for the bar. @param stuck as `stuckSeats` has it. */
export function countRoom(
  seats: Iterable<BoardSeat>,
  stuck: ReadonlyMap<number, StuckReason>,
  chapters: readonly SummaryChapter[],
): RoomCounts {
  const counts = { taken: 0, waiting: 0, here: 0, atWork: 0, stuck: 0, finished: 0, hands: 0 }
  for (const seat of seats) {
    if (seat.presence === 'over') continue
    counts.taken++
    if (seat.sandbox === 'queued' || seat.sandbox === 'starting') counts.waiting++
    if (seat.hand !== null) counts.hands++
    const finished = isFinished(tasksDone(seat, chapters))
    if (finished) counts.finished++
    if (seat.presence === 'away') continue
    counts.here++
    if (stuck.has(seat.seat)) counts.stuck++
    else if (!finished) counts.atWork++
  }
  return counts
}
