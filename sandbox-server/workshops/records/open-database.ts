import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from './migrations.ts'
import { damagedFile, RecordsError, recordsTrouble } from './records-error.ts'

/** How long the start waits for another program that has the file, in milliseconds. */
const START_MILLISECONDS = 3000

/** The same for each write, while which the server does nothing else. */
const WRITE_MILLISECONDS = 100

/**
 * Opens the records of all workshops, and brings them to this version.
 * @param path `:memory:` for records that nobody keeps.
 * @throws {RecordsError} where the file cannot be used, or is of a later version; it is left as it is.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    makeClosed(path)
    database = new DatabaseSync(path, { timeout: START_MILLISECONDS })
    // A process that is killed loses nothing of a write-ahead log (sqlite.org, "Write-Ahead Logging").
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    // What was deleted is gone from the file, too.
    database.exec('PRAGMA secure_delete = ON')
    expectWhole(database, path)
    migrate(database, path)
    database.exec(`PRAGMA busy_timeout = ${WRITE_MILLISECONDS}`)
    return database
  } catch (error) {
    database?.close()
    throw recordsTrouble(error, path)
  }
}

/** A new file, and those that SQLite puts beside it, are for its owner alone. */
function makeClosed(path: string): void {
  if (path === ':memory:') return
  try {
    // Only where there is none: closing a file that is a database would drop its locks (fcntl_locking(2)).
    closeSync(openSync(path, 'wx', 0o600))
  } catch {
    // It is there, or SQLite says what is wrong with the place.
  }
}

/** A damaged file is found now, where a copy can still be put in its place. */
function expectWhole(database: DatabaseSync, path: string): void {
  const found = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (found.quick_check === 'ok') return
  throw new RecordsError(damagedFile(path))
}

/** Also finds a file that cannot be written, by beginning to. */
function migrate(database: DatabaseSync, path: string): void {
  database.exec('BEGIN IMMEDIATE')
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  if (version > MIGRATIONS.length) {
    throw new RecordsError(
      `${path} is of a later version of Docker Blitz (${version}, and this one knows ${MIGRATIONS.length}). Start that version, or move the file away.`,
    )
  }
  for (const step of MIGRATIONS.slice(version)) database.exec(step)
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
}
