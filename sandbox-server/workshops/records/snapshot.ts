import { DatabaseSync } from 'node:sqlite'
import type { SqlRow, SqlValue } from './sql.ts'

/** The records as they were at one moment, whatever is written meanwhile. */
export class Snapshot implements Disposable {
  readonly #database: DatabaseSync
  readonly #isOwn: boolean

  /** @param database whose file is read by a connection of its own; where it has none, by this one. */
  constructor(database: DatabaseSync) {
    const path = database.location()
    this.#isOwn = path !== null
    this.#database = path === null ? database : new DatabaseSync(path, { readOnly: true })
    // The first read begins it.
    if (this.#isOwn) this.#database.exec('BEGIN')
  }

  /** One after the other, so that no more than one is in memory. */
  rows(sql: string, ...values: readonly SqlValue[]): Iterable<SqlRow> {
    return this.#database.prepare(sql).iterate(...values)
  }

  one(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
    return this.#database.prepare(sql).get(...values)
  }

  [Symbol.dispose](): void {
    if (this.#isOwn) this.#database.close()
  }
}
