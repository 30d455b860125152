import { DatabaseSync } from 'node:sqlite'

/** The answer of SQLite where another connection has the file (sqlite.org/rescode.html). */
const BUSY = 5
const CANNOT_OPEN = 14

/**
 * How long a lock is waited for, in milliseconds: {@link isLocked}, and somebody who tries at the
 * same moment and fails, have the file for less than one.
 */
const WAIT_MILLISECONDS = 50

/**
 * Locks a file, which is made where it is missing, until the lock is disposed or this process ends.
 * The kernel keeps the lock, so a killed process leaves none behind. Two never have it: not by two
 * paths, from two containers, or within one process.
 *
 * Node has no flock(2); SQLite's lock of a database does the same. Nothing but this module may open
 * the file in this process: closing it would drop the lock (fcntl_locking(2)).
 * @returns undefined where somebody else has the lock.
 * @throws when the file cannot be made or locked.
 */
export function lockFile(path: string): Disposable | undefined {
  const file = new DatabaseSync(path, { timeout: WAIT_MILLISECONDS })
  try {
    // Without a journal there is no second file, which a killed process would leave behind.
    file.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE')
    return { [Symbol.dispose]: () => file.close() }
  } catch (error) {
    file.close()
    if (codeOf(error) === BUSY) return undefined
    throw error
  }
}

/** @returns whether somebody has the lock of that file. */
export function isLocked(path: string): boolean {
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path, { readOnly: true })
    file.exec('SELECT 1 FROM sqlite_schema')
    return false
  } catch (error) {
    const code = codeOf(error)
    if (code === CANNOT_OPEN) return false
    if (code === BUSY) return true
    throw error
  } finally {
    file?.close()
  }
}

function codeOf(error: unknown): unknown {
  return (error as { errcode?: unknown }).errcode
}
