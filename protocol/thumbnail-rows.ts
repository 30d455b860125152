import type { Thumbnail } from './board-messages.ts'
import { THUMBNAIL_ROWS } from './limits.ts'

type Change = Pick<Thumbnail, 'up' | 'lines'>

/** Where no more rows than that differ, it is not looked whether they have moved. */
const FEW_ROWS = 2

/**
 * What has to be told where `before` was told and `after` is shown, each with no more than
 * `THUMBNAIL_ROWS`. @returns undefined where that is nothing.
 */
export function changedRows(
  before: readonly string[],
  after: readonly string[],
): Change | undefined {
  let best = changeAfter(0, before, after)
  let count = Object.keys(best.lines).length
  if (count === 0) return undefined
  for (let up = 1; up < THUMBNAIL_ROWS && count > FEW_ROWS; up++) {
    const change = changeAfter(up, before, after)
    const changes = Object.keys(change.lines).length
    if (changes < count) [best, count] = [change, changes]
  }
  return best
}

/** @returns the rows that a tile shows, without empty ones at the end. */
export function withChange(before: readonly string[], { up = 0, lines }: Change): string[] {
  const rows = before.slice(up)
  for (let row = 0; row < THUMBNAIL_ROWS; row++) rows[row] = lines[row] ?? rows[row] ?? ''
  while (rows.at(-1) === '') rows.pop()
  return rows
}

function changeAfter(up: number, before: readonly string[], after: readonly string[]): Change {
  const lines: Record<string, string> = {}
  for (let row = 0; row < THUMBNAIL_ROWS; row++) {
    const text = after[row] ?? ''
    if (text !== (before[row + up] ?? '')) lines[row] = text
  }
  return up === 0 ? { lines } : { up, lines }
}
