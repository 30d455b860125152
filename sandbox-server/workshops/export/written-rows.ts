import type { Snapshot } from '../records/snapshot.ts'
import type { SqlRow } from '../records/sql.ts'
import { type ColumnKind, TABLES, type TableName } from '../records/tables.ts'

/** The rows of a table as they are given out: each time as in ISO 8601, in UTC. */
export function* writtenRows(
  snapshot: Snapshot,
  workshop: string,
  name: TableName,
): Generator<SqlRow> {
  const { columns, sql } = TABLES[name]
  const kinds = Object.entries<ColumnKind>(columns)
  for (const row of snapshot.rows(sql, workshop)) {
    yield Object.fromEntries(kinds.map(([column, kind]) => [column, written(row[column], kind)]))
  }
}

function written(value: unknown, kind: ColumnKind): unknown {
  return kind === 'time' && typeof value === 'number' ? new Date(value).toISOString() : value
}
