/**
 * What is kept of one workshop, row by row, in the order in which it happened. Times are milliseconds
 * since 1970. What names a person is null once it was deleted; the rows stay, so that counts are right.
 */

export interface RecordedSeat {
  readonly seat: number
  readonly name: string | null
  readonly group: string | null
  readonly joined: number
  /** When the reader left, or a host ended the seat; null: neither. */
  readonly ended: number | null
}

/** A stretch of time in which a reader had a place of a chapter in view. */
export interface RecordedVisit {
  readonly seat: number
  readonly chapter: string
  /** Null above the first block. */
  readonly block: string | null
  readonly from: number
  /** Null while it lasts, and where the server fell meanwhile. */
  readonly until: number | null
}

export interface RecordedRun {
  readonly seat: number
  readonly block: string
  readonly state: 'running' | 'done' | 'failed'
  /** Exit status; null where the shell did not say. */
  readonly status: number | null
  /** Null where the workshop does not record commands. */
  readonly command: string | null
  readonly at: number
  readonly ended: number | null
}

export interface RecordedTask {
  readonly seat: number
  readonly task: string
  readonly done: number
}

export interface RecordedHand {
  readonly seat: number
  readonly words: string | null
  readonly raised: number
  readonly lowered: number | null
  readonly loweredBy: 'reader' | 'host' | null
}

export interface RecordedLook {
  readonly look: number
  readonly seat: number
  readonly host: string | null
  readonly asked: number
  /** When the reader said yes; null: never. */
  readonly agreed: number | null
  /** When the reader let the host type; null: never. */
  readonly typed: number | null
  readonly ended: number | null
  readonly endedBy: 'reader' | 'host' | 'server' | null
}

/** A workshop's records, as far as the report after it needs them. */
export interface RecordedWorkshop {
  readonly seats: Iterable<RecordedSeat>
  readonly visits: Iterable<RecordedVisit>
  readonly runs: Iterable<RecordedRun>
  readonly tasks: Iterable<RecordedTask>
  readonly hands: Iterable<RecordedHand>
  readonly looks: Iterable<RecordedLook>
}
