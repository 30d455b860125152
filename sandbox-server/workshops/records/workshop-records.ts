import type { DatabaseSync } from 'node:sqlite'
import type { BoardAct, BoardAction } from '../../../protocol/board-messages.ts'
import type { BlockState, Position } from '../../../protocol/workshop-messages.ts'

/** A seat as the records have it. Times are milliseconds since 1970. */
export interface SeatRow {
  readonly seat: number
  readonly session: string
  readonly name: string
  readonly group: string | undefined
  readonly joinedAt: number
  readonly hasThumbnail: boolean
  readonly overAt: number | undefined
}

/** What has become of a workshop, beside its plan. */
export interface WorkshopRow {
  readonly openedAt: number | undefined
  readonly closedAt: number | undefined
  /** When it is to close, where a host has put that off. */
  readonly closesAt: number | undefined
  readonly chapters: readonly string[] | undefined
  readonly blank: string | undefined
}

const NOTHING: WorkshopRow = {
  openedAt: undefined,
  closedAt: undefined,
  closesAt: undefined,
  chapters: undefined,
  blank: undefined,
}

/** What is kept of all workshops: each call is written before it returns. */
export class WorkshopRecords {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  readWorkshop(workshop: string): WorkshopRow {
    const row = this.#one('SELECT * FROM workshops WHERE workshop = ?', workshop)
    if (row === undefined) return NOTHING
    const chapters = row['chapters'] as string | null
    return {
      openedAt: numberOf(row['opened_at']),
      closedAt: numberOf(row['closed_at']),
      closesAt: numberOf(row['closes_at']),
      chapters: chapters === null ? undefined : (JSON.parse(chapters) as string[]),
      blank: textOf(row['blank']),
    }
  }

  keepWorkshop(workshop: string, row: WorkshopRow): void {
    const { openedAt, closedAt, closesAt, chapters, blank } = row
    this.#write(
      'INSERT OR REPLACE INTO workshops VALUES (?, ?, ?, ?, ?, ?)',
      workshop,
      openedAt ?? null,
      closedAt ?? null,
      closesAt ?? null,
      chapters === undefined ? null : JSON.stringify(chapters),
      blank ?? null,
    )
  }

  readSeats(workshop: string): SeatRow[] {
    return this.#all('SELECT * FROM seats WHERE workshop = ? ORDER BY seat', workshop).map(
      (row) => ({
        seat: row['seat'] as number,
        session: row['session'] as string,
        name: row['name'] as string,
        group: textOf(row['group_name']),
        joinedAt: row['joined_at'] as number,
        hasThumbnail: row['has_thumbnail'] === 1,
        overAt: numberOf(row['over_at']),
      }),
    )
  }

  keepSeat(workshop: string, row: SeatRow): void {
    this.#write(
      'INSERT OR REPLACE INTO seats VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      workshop,
      row.seat,
      row.session,
      row.name,
      row.group ?? null,
      row.joinedAt,
      row.hasThumbnail ? 1 : 0,
      row.overAt ?? null,
    )
  }

  visit(workshop: string, seat: number, at: number, { chapter, block }: Position): void {
    this.#write(
      'INSERT INTO visits VALUES (?, ?, ?, ?, ?)',
      workshop,
      seat,
      at,
      chapter,
      block ?? null,
    )
  }

  /** @returns where the reader was last, and since when. */
  lastVisit(workshop: string, seat: number): { position: Position; at: number } | undefined {
    const row = this.#one(
      'SELECT chapter, block, at FROM visits WHERE workshop = ? AND seat = ? ORDER BY at DESC, rowid DESC LIMIT 1',
      workshop,
      seat,
    )
    if (row === undefined) return undefined
    const block = textOf(row['block'])
    const chapter = row['chapter'] as string
    return { position: { chapter, ...(block && { block }) }, at: row['at'] as number }
  }

  ran(
    workshop: string,
    seat: number,
    at: number,
    run: { block: string; state: BlockState; status?: number | null; command?: string },
  ): void {
    this.#write(
      'INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)',
      workshop,
      seat,
      at,
      run.block,
      run.state,
      run.status ?? null,
      run.command ?? null,
    )
  }

  /** @returns how the last command of each block went, the latest block last. */
  lastRuns(workshop: string, seat: number): Map<string, BlockState> {
    const rows = this.#all(
      'SELECT block, state FROM runs WHERE workshop = ? AND seat = ? ORDER BY at, rowid',
      workshop,
      seat,
    )
    const last = new Map<string, BlockState>()
    for (const row of rows) {
      const block = row['block'] as string
      last.delete(block)
      last.set(block, row['state'] as BlockState)
    }
    return last
  }

  task(workshop: string, seat: number, at: number, task: string, isDone: boolean): void {
    this.#write(
      'INSERT INTO tasks VALUES (?, ?, ?, ?, ?)',
      workshop,
      seat,
      at,
      task,
      isDone ? 1 : 0,
    )
  }

  lastTasks(workshop: string, seat: number): Map<string, boolean> {
    const rows = this.#all(
      'SELECT task, is_done FROM tasks WHERE workshop = ? AND seat = ? ORDER BY at, rowid',
      workshop,
      seat,
    )
    return new Map(rows.map((row) => [row['task'] as string, row['is_done'] === 1]))
  }

  raiseHand(workshop: string, seat: number, at: number, words: string): void {
    this.#write('INSERT INTO hands VALUES (?, ?, ?, ?, NULL)', workshop, seat, at, words)
  }

  lowerHand(workshop: string, seat: number, at: number): void {
    this.#write(
      'UPDATE hands SET lowered_at = ? WHERE workshop = ? AND seat = ? AND lowered_at IS NULL',
      at,
      workshop,
      seat,
    )
  }

  /** @returns the hand that is still raised. */
  raisedHand(workshop: string, seat: number): { words: string; at: number } | undefined {
    const row = this.#one(
      'SELECT words, at FROM hands WHERE workshop = ? AND seat = ? AND lowered_at IS NULL ORDER BY at DESC',
      workshop,
      seat,
    )
    return row && { words: row['words'] as string, at: row['at'] as number }
  }

  /** @returns its number: a later action has a higher one. */
  acted(workshop: string, host: string, at: number, act: BoardAct): number {
    const sql = 'INSERT INTO actions VALUES (?, ?, ?, ?)'
    const { lastInsertRowid } = this.#database
      .prepare(sql)
      .run(workshop, host, at, JSON.stringify(act))
    return Number(lastInsertRowid)
  }

  /** @returns the last actions of hosts, at most `most`, the latest last. */
  readActions(workshop: string, most: number): BoardAction[] {
    const rows = this.#all(
      'SELECT rowid, host, at, act FROM actions WHERE workshop = ? ORDER BY rowid DESC LIMIT ?',
      workshop,
      most,
    )
    return rows.reverse().map((row) => ({
      number: row['rowid'] as number,
      at: row['at'] as number,
      host: row['host'] as string,
      act: JSON.parse(row['act'] as string) as BoardAct,
    }))
  }

  /** @param tokenHash SHA-256 of the token, in hexadecimal. */
  keepHost(name: string, tokenHash: string, at: number): void {
    this.#write('DELETE FROM hosts WHERE name = ?', name)
    this.#write('INSERT INTO hosts VALUES (?, ?, ?)', name, tokenHash, at)
  }

  hostOf(tokenHash: string): string | undefined {
    const row = this.#one('SELECT name FROM hosts WHERE token_hash = ?', tokenHash)
    return row && (row['name'] as string)
  }

  hasHost(name: string): boolean {
    return this.#one('SELECT 1 FROM hosts WHERE name = ?', name) !== undefined
  }

  close(): void {
    this.#database.close()
  }

  #one(sql: string, ...values: (string | number | null)[]): Record<string, unknown> | undefined {
    return this.#database.prepare(sql).get(...values)
  }

  #all(sql: string, ...values: (string | number | null)[]): Record<string, unknown>[] {
    return this.#database.prepare(sql).all(...values)
  }

  #write(sql: string, ...values: (string | number | null)[]): void {
    this.#database.prepare(sql).run(...values)
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
