import type { BoardSeat } from '../../protocol/board-messages.ts'
import type { SummaryChapter } from '../summary/course-parts.ts'
import type { BoardState } from './board-state.ts'
import type { CourseChapters } from './course-chapters.ts'
import type { Stuck } from './seat-order.ts'
import { seatState, tasksDone } from './seat-summary.ts'
import { placeWords, stateWords, timeAtBlock } from './seat-words.ts'
import { stuckSeats } from './stuck.ts'
import type { TileFacts } from './tile.ts'

/** What all views of a room are painted from, worked out once for each frame. */
export interface RoomModel {
  readonly state: BoardState
  readonly now: number
  readonly stuck: Stuck
  /** Undefined until they are loaded, or where the course's site is not there. */
  readonly chapters: CourseChapters | undefined
  /** The chapters that are open. */
  readonly open: readonly SummaryChapter[]
}

export function roomModel(state: BoardState, chapters: CourseChapters | undefined): RoomModel {
  const now = state.now
  const open = chapters?.openOf(state.workshop?.chapters ?? null) ?? []
  return { state, now, stuck: stuckSeats(state.seats.values(), now), chapters, open }
}

export function tileFacts(seat: BoardSeat, model: RoomModel): TileFacts {
  const state = seatState(seat)
  return {
    seat,
    state,
    stateWords: stateWords(state),
    place: placeWords(seat, model.chapters),
    time: timeAtBlock(seat, model.now),
    share: tasksDone(seat, model.open),
    stuck: model.stuck.get(seat.seat),
  }
}
