import type { LoggedAct } from '../../../protocol/board-messages.ts'
import type { KeptFact } from '../../../protocol/join-messages.ts'
import type { BlockState } from '../../../protocol/workshop-messages.ts'
import type { KeptWrites } from './kept-writes.ts'
import type { SqlRow, Statement } from './sql.ts'

/** A seat, by what tells it from others. */
export interface SeatKey {
  readonly workshop: string
  readonly seat: number
}

/** Tables with rows of seats, beside that of the seats themselves. */
const TABLES = ['visits', 'runs', 'tasks', 'hands', 'looks', 'typed'] as const

/** @returns all that the records hold of one reader, in the order in which it happened. */
export function readFacts(
  writes: Pick<KeptWrites, 'all'>,
  { workshop, seat }: SeatKey,
  group: string | undefined,
): KeptFact[] {
  const rowsOf = (table: string) =>
    writes.all(`SELECT * FROM ${table} WHERE workshop = ? AND seat = ?`, workshop, seat)
  const typedRows = writes.all(
    `SELECT typed.at, typed.text, looks.host FROM typed LEFT JOIN looks ON looks.look = typed.look
     WHERE typed.workshop = ? AND typed.seat = ?`,
    workshop,
    seat,
  )
  const facts = [
    ...rowsOf('seats').map((row) => fact(row, 'joined_at', 'joined', row['name'])),
    ...rowsOf('visits').map((row) => fact(row, 'at', 'at', row['block'] ?? row['chapter'])),
    ...rowsOf('runs').map(runFact),
    ...rowsOf('tasks').map((row) =>
      fact(row, 'at', row['is_done'] === 1 ? 'task' : 'task-undone', row['task']),
    ),
    ...rowsOf('hands').map((row) => fact(row, 'at', 'hand', '', row['words'])),
    ...rowsOf('looks').flatMap(lookFacts),
    ...typedRows.map((row) => fact(row, 'at', 'typed-text', row['host'], row['text'])),
    ...writes
      .all('SELECT host, at, act FROM actions WHERE workshop = ?', workshop)
      .flatMap((row) => actionFacts(row, seat, group)),
  ]
  const begun = facts.find(({ kind }) => kind === 'joined')?.at ?? 0
  // What was said to all before the reader came is nothing of the reader.
  return facts.filter(({ at }) => at >= begun).sort((one, other) => one.at - other.at)
}

/**
 * @returns what deletes all that is kept of one reader. The seat's number is not given again, and what
 * hosts did stays without a name.
 */
export function deletions({ workshop, seat }: SeatKey, at: number): Statement[] {
  const ofSeat = 'WHERE workshop = ? AND seat = ?'
  return [
    ...TABLES.map((table): Statement => [`DELETE FROM ${table} ${ofSeat}`, workshop, seat]),
    [
      `UPDATE seats SET name = '', group_name = NULL, session = 'deleted ' || workshop || ' ' || seat,
         has_thumbnail = 0, over_at = coalesce(over_at, ?) ${ofSeat}`,
      at,
      workshop,
      seat,
    ],
  ]
}

function fact(
  row: SqlRow,
  time: string,
  kind: KeptFact['kind'],
  about: unknown,
  words?: unknown,
): KeptFact {
  const said = typeof words === 'string' && words !== '' ? { words } : {}
  return { at: row[time] as number, kind, about: String(about ?? ''), ...said }
}

function runFact(row: SqlRow): KeptFact {
  const status = row['status']
  return {
    ...fact(row, 'at', 'ran', row['block'], row['command']),
    state: row['state'] as BlockState,
    ...(typeof status === 'number' && { status }),
  }
}

function lookFacts(row: SqlRow): KeptFact[] {
  const { host, terminal } = row
  const times = [
    ['asked_at', 'asked'],
    ['began_at', 'looked'],
    ['typed_at', 'typed'],
    ['ended_at', 'look-ended'],
  ] as const
  return times
    .filter(([time]) => row[time] !== null)
    .map(([time, kind]) => fact(row, time, kind, host, terminal))
}

function actionFacts(row: SqlRow, seat: number, group: string | undefined): KeptFact[] {
  const act = JSON.parse(row['act'] as string) as LoggedAct
  if (!isFor(act, seat, group)) return []
  if (act.act === 'message') return [fact(row, 'at', 'message', row['host'], act.text)]
  return [fact(row, 'at', 'action', row['host'], act.act)]
}

function isFor(act: LoggedAct, seat: number, group: string | undefined): boolean {
  if ('seat' in act) return act.seat === seat
  if (!('to' in act)) return false
  if (act.to === 'all') return true
  return 'group' in act.to ? act.to.group === group : act.to.seats.includes(seat)
}
