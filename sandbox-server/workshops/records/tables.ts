/** What a column holds: a time is in milliseconds since 1970 here, and is written out for people. */
export type ColumnKind = 'text' | 'number' | 'time'

/** What is kept of a workshop, as a table that a person can read. */
export interface RecordsTable {
  readonly columns: Readonly<Record<string, ColumnKind>>
  /** Its rows have these columns in their order; the question mark is the workshop. */
  readonly sql: string
}

/** The tables of an export. What names a person and was deleted is empty in them. */
export const TABLES = {
  seats: {
    columns: { seat: 'number', name: 'text', group: 'text', joined: 'time', ended: 'time' },
    sql: `SELECT seat, nullif(name, '') AS name, group_name AS "group", joined_at AS joined,
        over_at AS ended
      FROM seats WHERE workshop = ? ORDER BY seat`,
  },
  visits: {
    columns: { seat: 'number', chapter: 'text', block: 'text', from: 'time', until: 'time' },
    sql: `SELECT seat, chapter, block, at AS "from",
        coalesce(left_at, lead(at) OVER (PARTITION BY seat ORDER BY at, rowid)) AS until
      FROM visits WHERE workshop = ? ORDER BY at, rowid`,
  },
  runs: {
    columns: {
      seat: 'number',
      block: 'text',
      state: 'text',
      status: 'number',
      command: 'text',
      at: 'time',
      ended: 'time',
    },
    sql: `SELECT seat, block, state, status, command, at, ended_at AS ended
      FROM runs WHERE workshop = ? ORDER BY at, rowid`,
  },
  tasks: {
    columns: { seat: 'number', task: 'text', done: 'time' },
    sql: `SELECT seat, task, min(at) AS done
      FROM tasks WHERE workshop = ? AND is_done = 1 GROUP BY seat, task ORDER BY done`,
  },
  hands: {
    columns: {
      seat: 'number',
      words: 'text',
      raised: 'time',
      lowered: 'time',
      loweredBy: 'text',
    },
    sql: `SELECT seat, nullif(words, '') AS words, at AS raised, lowered_at AS lowered,
        lowered_by AS "loweredBy"
      FROM hands WHERE workshop = ? ORDER BY at, rowid`,
  },
  looks: {
    columns: {
      look: 'number',
      seat: 'number',
      host: 'text',
      terminal: 'text',
      asked: 'time',
      agreed: 'time',
      typed: 'time',
      ended: 'time',
      endedBy: 'text',
    },
    sql: `SELECT look, seat, nullif(host, '') AS host, terminal, asked_at AS asked,
        began_at AS agreed, typed_at AS typed, ended_at AS ended, ended_by AS "endedBy"
      FROM looks WHERE workshop = ? ORDER BY look`,
  },
  /** What hosts typed in their looks, line by line. */
  typed: {
    columns: { look: 'number', seat: 'number', at: 'time', text: 'text' },
    sql: `SELECT look, seat, at, nullif(text, '') AS text
      FROM typed WHERE workshop = ? ORDER BY at, rowid`,
  },
  messages: {
    columns: { at: 'time', host: 'text', to: 'text', text: 'text' },
    sql: `SELECT at, nullif(host, '') AS host, json_extract(act, '$.to') AS "to",
        json_extract(act, '$.text') AS text
      FROM actions WHERE workshop = ? AND json_extract(act, '$.act') = 'message' ORDER BY rowid`,
  },
  actions: {
    columns: { number: 'number', at: 'time', host: 'text', act: 'text', details: 'text' },
    sql: `SELECT rowid AS number, at, nullif(host, '') AS host, json_extract(act, '$.act') AS act,
        nullif(json_remove(act, '$.act'), '{}') AS details
      FROM actions WHERE workshop = ? ORDER BY rowid`,
  },
} as const satisfies Record<string, RecordsTable>

export type TableName = keyof typeof TABLES

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[]
