import { stringify } from 'csv-stringify/sync'
import type { Snapshot } from '../records/snapshot.ts'
import { TABLES, type TableName } from '../records/tables.ts'
import { writtenRows } from './written-rows.ts'

/** Spreadsheets take a file for UTF-8 by it. */
const BYTE_ORDER_MARK = '\ufeff'

/** Rows that are written at once: some milliseconds, in which the server does nothing else. */
const ROWS_AT_ONCE = 500

/**
 * One table as CSV (RFC 4180), piece by piece. A cell that a spreadsheet would take for a formula
 * begins with an apostrophe.
 * @param isFile whether it begins as spreadsheets want it.
 */
export function* csvOf(
  snapshot: Snapshot,
  workshop: string,
  name: TableName,
  isFile = false,
): Generator<string> {
  const columns = Object.keys(TABLES[name].columns)
  yield (isFile ? BYTE_ORDER_MARK : '') + lines([columns])
  let rows: unknown[][] = []
  for (const row of writtenRows(snapshot, workshop, name)) {
    rows.push(columns.map((column) => row[column]))
    if (rows.length < ROWS_AT_ONCE) continue
    yield lines(rows)
    rows = []
  }
  if (rows.length > 0) yield lines(rows)
}

function lines(rows: readonly (readonly unknown[])[]): string {
  return stringify(rows as unknown[][], { record_delimiter: 'windows', escape_formulas: true })
}
