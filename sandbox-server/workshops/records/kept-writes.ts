import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type Clock, systemClock } from '../../common/clock.ts'
import { Watched } from '../../common/watched.ts'
import { isPassing, recordsTrouble } from './records-error.ts'
import { Snapshot } from './snapshot.ts'
import type { SqlRow, SqlValue, Statement } from './sql.ts'

/** How often writes that wait are tried again, in milliseconds. */
const RETRY_MILLISECONDS = 1000

/** Writes that wait at most, minutes of a full room: what comes after these is lost, and that is said. */
const MAXIMUM_WAITING = 50_000

/** Writes that are tried again at once: some 40 ms, in which the server does nothing else. */
const MAXIMUM_RETRIED = 2000

const LOST = ' What happens from now on is lost.'

export interface KeptWritesOptions {
  readonly database: DatabaseSync
  /** By which sentences name the file. */
  readonly path: string
  readonly clock?: Clock | undefined
}

/**
 * Writes to a database, each before the call returns. Where the file cannot be written for a while,
 * writes wait in their order and no caller notices; {@link trouble} says so.
 */
export class KeptWrites implements Disposable {
  /** Why nothing is kept at this moment, in a sentence for the host; undefined while all is. */
  readonly trouble = new Watched<string | undefined>(undefined)
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #clock: Clock
  readonly #statements = new Map<string, StatementSync>()
  readonly #waiting: (readonly Statement[])[] = []
  #cancelRetry: (() => void) | undefined

  constructor({ database, path, clock = systemClock }: KeptWritesOptions) {
    this.#database = database
    this.#path = path
    this.#clock = clock
  }

  one(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
    return this.#prepared(sql).get(...values)
  }

  all(sql: string, ...values: readonly SqlValue[]): SqlRow[] {
    return this.#prepared(sql).all(...values)
  }

  write(...statement: Statement): void {
    this.writeAll([statement])
  }

  /** Writes all of them or none, also where this process is killed. */
  writeAll(statements: readonly Statement[]): void {
    // A page that is closed after the server's end.
    if (!this.#database.isOpen) return
    if (this.#waiting.length > 0) {
      this.#wait(statements)
      return
    }
    try {
      this.#run(statements)
    } catch (error) {
      const trouble = recordsTrouble(error, this.#path)
      if (!isPassing(error)) throw trouble
      this.#waiting.push(statements)
      this.trouble.set((trouble as Error).message)
      this.#retryLater()
    }
  }

  /** What was deleted leaves the write-ahead log, too, as far as nobody reads it. */
  shrink(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  /** What is kept at this moment, for a longer reading. */
  snapshot(): Snapshot {
    this.#retry()
    return new Snapshot(this.#database)
  }

  /** Tries once more what waits, and closes the file. */
  [Symbol.dispose](): void {
    if (!this.#database.isOpen) return
    this.#retry()
    this.#cancelRetry?.()
    this.#database.close()
  }

  #wait(statements: readonly Statement[]): void {
    const { value = '' } = this.trouble
    if (this.#waiting.length < MAXIMUM_WAITING) this.#waiting.push(statements)
    else if (!value.endsWith(LOST)) this.trouble.set(`${value}${LOST}`)
  }

  #retryLater(): void {
    this.#cancelRetry = this.#clock.after(RETRY_MILLISECONDS, () => this.#retry())
  }

  #retry(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    let done = 0
    for (const statements of this.#waiting.slice(0, MAXIMUM_RETRIED)) {
      try {
        this.#run(statements)
      } catch (error) {
        if (recordsTrouble(error, this.#path) !== error) break
        // It could never be written, and would hold up all that comes after it.
      }
      done++
    }
    this.#waiting.splice(0, done)
    if (this.#waiting.length > 0) this.#retryLater()
    else if (done > 0) this.trouble.set(undefined)
  }

  #run(statements: readonly Statement[]): void {
    const [only, ...others] = statements
    if (only !== undefined && others.length === 0) {
      const [sql, ...values] = only
      this.#prepared(sql).run(...values)
      return
    }
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      for (const [sql, ...values] of statements) this.#prepared(sql).run(...values)
      this.#database.exec('COMMIT')
    } finally {
      // A full disk has rolled it back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
