/** What SQLite takes in the place of a question mark. */
export type SqlValue = string | number | null

export type SqlRow = Record<string, unknown>

/** One statement, and what takes the places of its question marks. */
export type Statement = readonly [sql: string, ...values: SqlValue[]]
