import type { BoardLook } from '../../protocol/board-messages.ts'

const OVER: ReadonlySet<BoardLook['state']> = new Set([
  'refused',
  'unanswered',
  'ended-by-reader',
  'ended-by-host',
  'gone',
])

/** Whether nothing of the reader's terminal is shown any more, or ever was. */
export function isOver({ state }: BoardLook): boolean {
  return OVER.has(state)
}
