import type { KeptWrites } from './kept-writes.ts'
import type { Statement } from './sql.ts'

const DAY_MILLISECONDS = 86_400_000

/** Where no plan has said another number. */
const KEEP_DAYS = 30

/** Tables with rows of workshops. */
const TABLES = ['seats', 'visits', 'runs', 'tasks', 'hands', 'looks', 'typed', 'actions']

/** @returns what deletes all that names a person, and keeps what is counted. */
export function forgetting(workshop: string, at: number): Statement[] {
  return [
    [
      `UPDATE seats SET name = '', session = 'forgotten ' || workshop || ' ' || seat,
         has_thumbnail = 0, over_at = coalesce(over_at, ?) WHERE workshop = ?`,
      at,
      workshop,
    ],
    ['UPDATE runs SET command = NULL WHERE workshop = ?', workshop],
    [
      `UPDATE hands SET words = '', lowered_at = coalesce(lowered_at, ?) WHERE workshop = ?`,
      at,
      workshop,
    ],
    [`UPDATE looks SET host = '' WHERE workshop = ?`, workshop],
    [`UPDATE typed SET text = '' WHERE workshop = ?`, workshop],
    [
      `UPDATE actions SET host = '', act = json_object('act', json_extract(act, '$.act'))
         WHERE workshop = ?`,
      workshop,
    ],
    [
      'UPDATE workshops SET blank = NULL, blank_to = NULL, forgotten_at = ? WHERE workshop = ?',
      at,
      workshop,
    ],
  ]
}

/** @returns what deletes all rows of a workshop. */
export function deleting(workshop: string): Statement[] {
  return ['workshops', ...TABLES].map((table) => [
    `DELETE FROM ${table} WHERE workshop = ?`,
    workshop,
  ])
}

/**
 * When a workshop ended: by a host, by its plan, or, where it has no closing, with the last that
 * happened in it.
 */
const ENDED = `coalesce(closed_at, closes_at, planned_closes, (
    SELECT max(at) FROM (
      SELECT joined_at AS at, workshop FROM seats
      UNION ALL SELECT at, workshop FROM visits
      UNION ALL SELECT at, workshop FROM runs
      UNION ALL SELECT at, workshop FROM actions
    ) AS happened WHERE happened.workshop = workshops.workshop
  ))`

/** @returns the workshops that ended so long ago that what names a person is to be deleted. */
export function dueWorkshops(writes: Pick<KeptWrites, 'all'>, now: number): string[] {
  const rows = writes.all(
    `SELECT workshop FROM workshops
     WHERE ${ENDED} + coalesce(keep_days, ${KEEP_DAYS}) * ${DAY_MILLISECONDS} <= ?
       AND coalesce(planned_opens, 0) <= ?
       AND (forgotten_at IS NULL OR EXISTS (SELECT 1 FROM seats
         WHERE seats.workshop = workshops.workshop AND seats.name <> ''))`,
    now,
    now,
  )
  return rows.map(({ workshop }) => workshop as string)
}
