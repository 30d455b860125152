import type { BoardSeat } from '../../protocol/board-messages.ts'
import type { SummaryChapter } from '../summary/course-parts.ts'
import type { Stuck } from './seat-order.ts'

export type CellState = 'done' | 'failed' | 'running' | 'none'

export interface MatrixColumn {
  /** Full name of a block or a task. */
  readonly name: string
  readonly title: string
  readonly kind: 'block' | 'task'
}

/** The blocks of a chapter in their order, and then its tasks. */
export function columnsOf({ blocks, tasks }: SummaryChapter): readonly MatrixColumn[] {
  return [
    ...blocks.map((part) => ({ ...part, kind: 'block' as const })),
    ...tasks.map((part) => ({ ...part, kind: 'task' as const })),
  ]
}

/** How a reader got on with a block or a task. A task that was checked and is not done has failed. */
export function cellState({ blocks, tasks }: BoardSeat, { name, kind }: MatrixColumn): CellState {
  if (kind === 'block') return blocks[name] ?? 'none'
  const isDone = tasks[name]
  return isDone === undefined ? 'none' : isDone ? 'done' : 'failed'
}

export type ColumnCounts = Readonly<Record<CellState, number>>

/** How many readers got how far with one block or task. */
export function countColumn(seats: Iterable<BoardSeat>, column: MatrixColumn): ColumnCounts {
  const counts = { done: 0, failed: 0, running: 0, none: 0 }
  for (const seat of seats) counts[cellState(seat, column)]++
  return counts
}

export interface StickingPoint {
  readonly column: MatrixColumn
  readonly count: number
}

/**
 * The block of the chapter at which most readers are stuck.
 * @returns undefined where nobody is.
 */
export function stickingPoint(
  columns: readonly MatrixColumn[],
  seats: Iterable<BoardSeat>,
  stuck: Stuck,
): StickingPoint | undefined {
  const counts = new Map<string, number>()
  for (const seat of seats) {
    const reason = stuck.get(seat.seat)
    const block = reason === 'failed' ? seat.last?.block : seat.position?.block
    if (reason !== undefined && block !== undefined) {
      counts.set(block, (counts.get(block) ?? 0) + 1)
    }
  }
  const points = columns.map((column) => ({ column, count: counts.get(column.name) ?? 0 }))
  const [most] = points.sort((one, other) => other.count - one.count)
  return most === undefined || most.count === 0 ? undefined : most
}
