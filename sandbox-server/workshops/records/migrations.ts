/** What leads from each version of the tables to the next; the file's `user_version` says which it has. */
export const MIGRATIONS: readonly string[] = [
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
  `
  ALTER TABLE workshops ADD COLUMN title TEXT;
  ALTER TABLE workshops ADD COLUMN course TEXT;
  ALTER TABLE workshops ADD COLUMN code TEXT;
  ALTER TABLE workshops ADD COLUMN planned_opens INTEGER;
  ALTER TABLE workshops ADD COLUMN planned_closes INTEGER;
  ALTER TABLE workshops ADD COLUMN keep_days REAL;
  ALTER TABLE workshops ADD COLUMN forgotten_at INTEGER;
  ALTER TABLE visits ADD COLUMN left_at INTEGER;
  ALTER TABLE runs ADD COLUMN ended_at INTEGER;
  ALTER TABLE hands ADD COLUMN lowered_by TEXT;
  CREATE TABLE orders (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    workshop TEXT NOT NULL, at INTEGER NOT NULL, act TEXT NOT NULL,
    done_at INTEGER, sentence TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE typed (
    workshop TEXT NOT NULL, seat INTEGER NOT NULL, look INTEGER NOT NULL, at INTEGER NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX typed_to_seat ON typed (workshop, seat, at);
  `,
  `
  ALTER TABLE seats ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
  `,
  // Whose pages are covered, as JSON; where it is empty, all are. And the codes that no person chose.
  `
  ALTER TABLE workshops ADD COLUMN blank_to TEXT;
  CREATE TABLE made_codes (code TEXT PRIMARY KEY) STRICT;
  `,
]
