import { DatabaseSync } from 'node:sqlite'

/** Raised with each change of the tables; `MIGRATIONS` has what leads from each to the next. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE workshops (
    workshop TEXT PRIMARY KEY,
    opened_at INTEGER,
    closed_at INTEGER,
    closes_at INTEGER,
    chapters TEXT,
    blank TEXT
  ) STRICT;
  CREATE TABLE seats (
    workshop TEXT NOT NULL,
    seat INTEGER NOT NULL,
    session TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    group_name TEXT,
    joined_at INTEGER NOT NULL,
    has_thumbnail INTEGER NOT NULL,
    over_at INTEGER,
    PRIMARY KEY (workshop, seat)
  ) STRICT;
  CREATE TABLE visits (
    workshop TEXT NOT NULL, seat INTEGER NOT NULL, at INTEGER NOT NULL,
    chapter TEXT NOT NULL, block TEXT
  ) STRICT;
  CREATE INDEX visits_of_seat ON visits (workshop, seat, at);
  CREATE TABLE runs (
    workshop TEXT NOT NULL, seat INTEGER NOT NULL, at INTEGER NOT NULL,
    block TEXT NOT NULL, state TEXT NOT NULL, status INTEGER, command TEXT
  ) STRICT;
  CREATE INDEX runs_of_seat ON runs (workshop, seat, at);
  CREATE TABLE tasks (
    workshop TEXT NOT NULL, seat INTEGER NOT NULL, at INTEGER NOT NULL,
    task TEXT NOT NULL, is_done INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tasks_of_seat ON tasks (workshop, seat, at);
  CREATE TABLE hands (
    workshop TEXT NOT NULL, seat INTEGER NOT NULL, at INTEGER NOT NULL,
    words TEXT NOT NULL, lowered_at INTEGER
  ) STRICT;
  CREATE INDEX hands_of_seat ON hands (workshop, seat, at);
  CREATE TABLE looks (
    look INTEGER PRIMARY KEY,
    workshop TEXT NOT NULL, seat INTEGER NOT NULL, host TEXT NOT NULL, terminal TEXT NOT NULL,
    asked_at INTEGER NOT NULL, began_at INTEGER, typed_at INTEGER, ended_at INTEGER, ended_by TEXT
  ) STRICT;
  CREATE INDEX looks_of_seat ON looks (workshop, seat);
  CREATE TABLE actions (
    workshop TEXT NOT NULL, host TEXT NOT NULL, at INTEGER NOT NULL, act TEXT NOT NULL
  ) STRICT;
  CREATE INDEX actions_of_workshop ON actions (workshop, at);
  CREATE TABLE hosts (
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    made_at INTEGER NOT NULL
  ) STRICT;
  `,
]

/** How long a write waits for another program that has the file, in milliseconds. */
const BUSY_MILLISECONDS = 5000

/**
 * Opens the records of all workshops, and brings them to this version.
 * @param path `:memory:` for records that nobody keeps.
 * @throws where the file cannot be used, or is of a later version.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS })
  // A process that is killed loses nothing of a write-ahead log (sqlite.org, "Write-Ahead Logging").
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number
  }
  if (version > MIGRATIONS.length) {
    throw new Error(`${path} is of a later version of Docker Blitz: ${version}.`)
  }
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
  return database
}
