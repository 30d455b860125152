import type { Snapshot } from '../records/snapshot.ts'
import { TABLE_NAMES } from '../records/tables.ts'
import { writtenRows } from './written-rows.ts'

/** Raised when a program that reads an earlier export could misread one. */
const EXPORT_VERSION = 1

/**
 * All that is kept of a workshop as one JSON document, piece by piece: its version, the workshop, and
 * a list for each table.
 * @param now milliseconds since 1970.
 */
export function* jsonOf(snapshot: Snapshot, workshop: string, now: number): Generator<string> {
  const row = snapshot.one('SELECT * FROM workshops WHERE workshop = ?', workshop) ?? {}
  const head = {
    version: EXPORT_VERSION,
    exported: time(now),
    workshop,
    title: row['title'] ?? null,
    course: row['course'] ?? null,
    opened: time(row['opened_at'] ?? row['planned_opens']),
    closed: time(row['closed_at'] ?? row['closes_at'] ?? row['planned_closes']),
  }
  yield JSON.stringify(head, undefined, 2).replace(/\n\}$/, '')
  for (const name of TABLE_NAMES) {
    yield `,\n  ${JSON.stringify(name)}: [`
    let separator = '\n'
    for (const written of writtenRows(snapshot, workshop, name)) {
      yield `${separator}    ${JSON.stringify(written)}`
      separator = ',\n'
    }
    yield separator === '\n' ? ']' : '\n  ]'
  }
  yield '\n}\n'
}

function time(value: unknown): string | null {
  return typeof value === 'number' ? new Date(value).toISOString() : null
}
