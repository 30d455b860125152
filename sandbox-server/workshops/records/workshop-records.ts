import type { Audience, Blank, BoardAction, LoggedAct } from '../../../protocol/board-messages.ts'
import type { KeptFact } from '../../../protocol/join-messages.ts'
import type { BlockState, Position } from '../../../protocol/workshop-messages.ts'
import type { Watched } from '../../common/watched.ts'
import type { KeptWrites } from './kept-writes.ts'
import { deleting, dueWorkshops, forgetting } from './retention.ts'
import { deletions, readFacts } from './seat-facts.ts'

/** A seat as the records have it. Times are milliseconds since 1970. */
export interface SeatRow {
  readonly seat: number
  readonly session: string
  readonly name: string
  readonly group: string | undefined
  readonly joinedAt: number
  readonly hasThumbnail: boolean
  readonly overAt: number | undefined
  /** How often the seat has moved to another computer: tokens of before are not good. */
  readonly generation: number
}

/** What has become of a workshop, beside its plan. */
export interface WorkshopRow {
  readonly openedAt: number | undefined
  readonly closedAt: number | undefined
  /** When it is to close, where a host has put that off. */
  readonly closesAt: number | undefined
  readonly chapters: readonly string[] | undefined
  readonly blank: Blank | undefined
}

/** What is kept of a workshop's plan. */
export interface KeptPlan {
  readonly title: string
  readonly course: string
  readonly code: string
  readonly opens?: number | undefined
  readonly closes?: number | undefined
  readonly 'keep-days': number
}

/** Who ended a look: `server` where the reader's page, the host's board or the server was gone. */
export type LookEnd = 'reader' | 'host' | 'server'

const NOTHING: WorkshopRow = {
  openedAt: undefined,
  closedAt: undefined,
  closesAt: undefined,
  chapters: undefined,
  blank: undefined,
}

/** Ends the visit that goes on. */
const LEAVE = 'UPDATE visits SET left_at = ? WHERE workshop = ? AND seat = ? AND left_at IS NULL'

/** What is kept of all workshops: each call is written before it returns. */
export class WorkshopRecords {
  readonly writes: KeptWrites
  /** The numbers that were given last: a write may wait, and they are told at once. */
  #looks: number
  #actions = 0

  constructor(writes: KeptWrites) {
    this.writes = writes
    const row = writes.one('SELECT max(look) AS looks FROM looks')
    this.#looks = numberOf(row?.['looks']) ?? 0
  }

  /** Why nothing is kept at this moment, in a sentence for the host; undefined while all is. */
  get trouble(): Watched<string | undefined> {
    return this.writes.trouble
  }

  readWorkshop(workshop: string): WorkshopRow {
    const row = this.writes.one('SELECT * FROM workshops WHERE workshop = ?', workshop)
    if (row === undefined) return NOTHING
    const chapters = row['chapters'] as string | null
    return {
      openedAt: numberOf(row['opened_at']),
      closedAt: numberOf(row['closed_at']),
      closesAt: numberOf(row['closes_at']),
      chapters: chapters === null ? undefined : (JSON.parse(chapters) as string[]),
      blank: blankOf(row['blank'], row['blank_to']),
    }
  }

  keepWorkshop(workshop: string, row: WorkshopRow): void {
    const { openedAt, closedAt, closesAt, chapters, blank } = row
    this.writes.write(
      `INSERT INTO workshops (workshop, opened_at, closed_at, closes_at, chapters, blank, blank_to)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET opened_at = excluded.opened_at, closed_at = excluded.closed_at,
         closes_at = excluded.closes_at, chapters = excluded.chapters, blank = excluded.blank,
         blank_to = excluded.blank_to`,
      workshop,
      openedAt ?? null,
      closedAt ?? null,
      closesAt ?? null,
      chapters === undefined ? null : JSON.stringify(chapters),
      blank?.words ?? null,
      blank === undefined ? null : JSON.stringify(blank.to),
    )
  }

  /** What of its plan is needed where the file is gone, or cannot be read. */
  keepPlan(workshop: string, plan: KeptPlan): void {
    this.writes.write(
      `INSERT INTO workshops (workshop, title, course, code, planned_opens, planned_closes, keep_days)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET title = excluded.title, course = excluded.course,
         code = excluded.code, planned_opens = excluded.planned_opens,
         planned_closes = excluded.planned_closes,
         keep_days = excluded.keep_days`,
      workshop,
      plan.title,
      plan.course,
      plan.code,
      plan.opens ?? null,
      plan.closes ?? null,
      plan['keep-days'],
    )
  }

  /** @returns what was kept of a plan last. */
  keptPlan(workshop: string): KeptPlan | undefined {
    const row = this.writes.one('SELECT * FROM workshops WHERE workshop = ?', workshop)
    if (typeof row?.['title'] !== 'string') return undefined
    return {
      title: row['title'],
      course: row['course'] as string,
      code: row['code'] as string,
      opens: numberOf(row['planned_opens']),
      closes: numberOf(row['planned_closes']),
      'keep-days': row['keep_days'] as number,
    }
  }

  /** @returns the names of all workshops of which something is kept. */
  workshopNames(): string[] {
    return this.writes
      .all('SELECT workshop FROM workshops')
      .map(({ workshop }) => workshop as string)
  }

  /** @returns the code that a workshop had last. */
  codeOf(workshop: string): string | undefined {
    return this.keptPlan(workshop)?.code
  }

  /** Keeps that no person has chosen this code: nobody guesses it by what is likely. */
  keepMadeCode(code: string): void {
    this.writes.write('INSERT OR IGNORE INTO made_codes VALUES (?)', code)
  }

  isMadeCode(code: string): boolean {
    return this.writes.one('SELECT 1 FROM made_codes WHERE code = ?', code) !== undefined
  }

  readSeats(workshop: string): SeatRow[] {
    return this.writes
      .all(`SELECT * FROM seats WHERE workshop = ? AND name <> '' ORDER BY seat`, workshop)
      .map((row) => ({
        seat: row['seat'] as number,
        session: row['session'] as string,
        name: row['name'] as string,
        group: textOf(row['group_name']),
        joinedAt: row['joined_at'] as number,
        hasThumbnail: row['has_thumbnail'] === 1,
        overAt: numberOf(row['over_at']),
        generation: row['generation'] as number,
      }))
  }

  keepSeat(workshop: string, row: SeatRow): void {
    this.writes.write(
      `INSERT OR REPLACE INTO seats (workshop, seat, session, name, group_name, joined_at,
         has_thumbnail, over_at, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      workshop,
      row.seat,
      row.session,
      row.name,
      row.group ?? null,
      row.joinedAt,
      row.hasThumbnail ? 1 : 0,
      row.overAt ?? null,
      row.generation,
    )
  }

  /** @returns the number of the last seat that was ever given, also of a reader who is deleted. */
  lastSeat(workshop: string): number {
    const row = this.writes.one('SELECT max(seat) AS last FROM seats WHERE workshop = ?', workshop)
    return numberOf(row?.['last']) ?? 0
  }

  /** All that is kept of one reader, in the order in which it happened. */
  factsOf(workshop: string, { seat, group }: Pick<SeatRow, 'seat' | 'group'>): KeptFact[] {
    return readFacts(this.writes, { workshop, seat }, group)
  }

  /** Deletes all that is kept of one reader. */
  deleteSeat(workshop: string, seat: number, at: number): void {
    this.writes.writeAll(deletions({ workshop, seat }, at))
    this.writes.shrink()
  }

  /** The same, of a reader who was none: not even the count of readers has the seat. */
  removeSeat(workshop: string, seat: number, at: number): void {
    this.writes.writeAll([
      ...deletions({ workshop, seat }, at),
      ['DELETE FROM seats WHERE workshop = ? AND seat = ?', workshop, seat],
    ])
  }

  visit(workshop: string, seat: number, at: number, { chapter, block }: Position): void {
    this.writes.writeAll([
      [LEAVE, at, workshop, seat],
      [
        'INSERT INTO visits (workshop, seat, at, chapter, block) VALUES (?, ?, ?, ?, ?)',
        workshop,
        seat,
        at,
        chapter,
        block ?? null,
      ],
    ])
  }

  /** The reader no longer looks at where the last visit was. */
  leave(workshop: string, seat: number, at: number): void {
    this.writes.write(LEAVE, at, workshop, seat)
  }

  /** @returns where the reader was last, and since when. */
  lastVisit(workshop: string, seat: number): { position: Position; at: number } | undefined {
    const row = this.writes.one(
      'SELECT chapter, block, at FROM visits WHERE workshop = ? AND seat = ? ORDER BY at DESC, rowid DESC LIMIT 1',
      workshop,
      seat,
    )
    if (row === undefined) return undefined
    const block = textOf(row['block'])
    const chapter = row['chapter'] as string
    return { position: { chapter, ...(block && { block }) }, at: row['at'] as number }
  }

  /** A command began; or it has ended, and its row says so. */
  ran(
    workshop: string,
    seat: number,
    at: number,
    run: { block: string; state: BlockState; status?: number | null; command?: string },
  ): void {
    const { block, state, status = null, command = null } = run
    const begun = this.writes.one(
      `SELECT rowid AS row, state FROM runs WHERE workshop = ? AND seat = ? AND block = ?
       ORDER BY at DESC, rowid DESC LIMIT 1`,
      workshop,
      seat,
      block,
    )
    if (state !== 'running' && begun?.['state'] === 'running') {
      this.writes.write(
        `UPDATE runs SET state = ?, status = ?, ended_at = ?, command = coalesce(?, command)
         WHERE rowid = ?`,
        state,
        status,
        at,
        command,
        begun['row'] as number,
      )
      return
    }
    this.writes.write(
      `INSERT INTO runs (workshop, seat, at, block, state, status, command, ended_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      workshop,
      seat,
      at,
      block,
      state,
      status,
      command,
      state === 'running' ? null : at,
    )
  }

  /** @returns how the last command of each block went, the latest block last. */
  lastRuns(workshop: string, seat: number): Map<string, BlockState> {
    const rows = this.writes.all(
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
    this.writes.write(
      'INSERT INTO tasks VALUES (?, ?, ?, ?, ?)',
      workshop,
      seat,
      at,
      task,
      isDone ? 1 : 0,
    )
  }

  lastTasks(workshop: string, seat: number): Map<string, boolean> {
    const rows = this.writes.all(
      'SELECT task, is_done FROM tasks WHERE workshop = ? AND seat = ? ORDER BY at, rowid',
      workshop,
      seat,
    )
    return new Map(rows.map((row) => [row['task'] as string, row['is_done'] === 1]))
  }

  raiseHand(workshop: string, seat: number, at: number, words: string): void {
    this.writes.write(
      'INSERT INTO hands (workshop, seat, at, words) VALUES (?, ?, ?, ?)',
      workshop,
      seat,
      at,
      words,
    )
  }

  lowerHand(workshop: string, seat: number, at: number, by: 'reader' | 'host'): void {
    this.writes.write(
      `UPDATE hands SET lowered_at = ?, lowered_by = ?
       WHERE workshop = ? AND seat = ? AND lowered_at IS NULL`,
      at,
      by,
      workshop,
      seat,
    )
  }

  /** @returns the hand that is still raised. */
  raisedHand(workshop: string, seat: number): { words: string; at: number } | undefined {
    const row = this.writes.one(
      'SELECT words, at FROM hands WHERE workshop = ? AND seat = ? AND lowered_at IS NULL ORDER BY at DESC',
      workshop,
      seat,
    )
    return row && { words: row['words'] as string, at: row['at'] as number }
  }

  /** @returns its number: a later action has a higher one. */
  /** @returns the number of a look that is asked for: no other one has it, also after a restart. */
  askLook(workshop: string, seat: number, at: number, host: string, terminal: string): number {
    const look = ++this.#looks
    this.writes.write(
      `INSERT INTO looks (look, workshop, seat, host, terminal, asked_at) VALUES (?, ?, ?, ?, ?, ?)`,
      look,
      workshop,
      seat,
      host,
      terminal,
      at,
    )
    return look
  }

  /** The reader has said yes. */
  beginLook(look: number, at: number): void {
    this.writes.write('UPDATE looks SET began_at = ? WHERE look = ?', at, look)
  }

  /** The reader lets the host type. */
  letType(look: number, at: number): void {
    this.writes.write('UPDATE looks SET typed_at = ? WHERE look = ?', at, look)
  }

  endLook(look: number, at: number, by: LookEnd): void {
    this.writes.write(
      'UPDATE looks SET ended_at = ?, ended_by = ? WHERE look = ? AND ended_at IS NULL',
      at,
      by,
      look,
    )
  }

  /** What a host has typed in a look: one line. */
  typed(workshop: string, seat: number, look: number, at: number, text: string): void {
    this.writes.write('INSERT INTO typed VALUES (?, ?, ?, ?, ?)', workshop, seat, look, at, text)
  }

  /** What hosts have typed into the terminals of a reader, the latest last. */
  typedTo(workshop: string, seat: number): { look: number; at: number; text: string }[] {
    return this.writes
      .all(
        'SELECT look, at, text FROM typed WHERE workshop = ? AND seat = ? ORDER BY at, rowid',
        workshop,
        seat,
      )
      .map((row) => ({
        look: row['look'] as number,
        at: row['at'] as number,
        text: row['text'] as string,
      }))
  }

  /** An earlier server has fallen, and with it the looks of that moment. */
  endLooks(workshop: string, at: number): void {
    this.writes.write(
      "UPDATE looks SET ended_at = ?, ended_by = 'server' WHERE workshop = ? AND ended_at IS NULL",
      at,
      workshop,
    )
  }

  acted(workshop: string, host: string, at: number, act: LoggedAct): number {
    // The command line beside a server numbers its own, too.
    const row = this.writes.one('SELECT max(rowid) AS last FROM actions')
    const number = Math.max(this.#actions, numberOf(row?.['last']) ?? 0) + 1
    this.#actions = number
    this.writes.write(
      'INSERT INTO actions (rowid, workshop, host, at, act) VALUES (?, ?, ?, ?, ?)',
      number,
      workshop,
      host,
      at,
      JSON.stringify(act),
    )
    return number
  }

  /** Deletes all that names a person: names, commands, words and hosts. Counts and times stay. */
  forget(workshop: string, at: number): void {
    this.writes.writeAll(forgetting(workshop, at))
    this.writes.shrink()
  }

  /** Deletes all that is kept of a workshop. */
  deleteWorkshop(workshop: string): void {
    this.writes.writeAll(deleting(workshop))
    this.writes.shrink()
  }

  /** @returns the workshops of which what names a person is due to be deleted. */
  due(now: number): string[] {
    return dueWorkshops(this.writes, now)
  }

  /** @returns what hosts did last in this workshop, and in none; at most `most`, the latest last. */
  readActions(workshop: string, most: number): BoardAction[] {
    const rows = this.writes.all(
      `SELECT rowid, host, at, act FROM actions WHERE workshop IN (?, '') AND host <> ''
       ORDER BY rowid DESC LIMIT ?`,
      workshop,
      most,
    )
    return rows.reverse().map((row) => ({
      number: row['rowid'] as number,
      at: row['at'] as number,
      host: row['host'] as string,
      act: JSON.parse(row['act'] as string) as LoggedAct,
    }))
  }

  /** @param tokenHash SHA-256 of the token, in hexadecimal. */
  keepHost(name: string, tokenHash: string, at: number): void {
    this.writes.writeAll([
      ['DELETE FROM hosts WHERE name = ?', name],
      ['INSERT INTO hosts VALUES (?, ?, ?)', name, tokenHash, at],
    ])
  }

  revokeHost(name: string): void {
    this.writes.write('DELETE FROM hosts WHERE name = ?', name)
  }

  /** @returns all who may open a board, in the order in which they got their tokens. */
  hosts(): { readonly name: string; readonly madeAt: number }[] {
    return this.writes
      .all('SELECT name, made_at FROM hosts ORDER BY made_at, rowid')
      .map((row) => ({ name: row['name'] as string, madeAt: row['made_at'] as number }))
  }

  hostOf(tokenHash: string): string | undefined {
    const row = this.writes.one('SELECT name FROM hosts WHERE token_hash = ?', tokenHash)
    return row && (row['name'] as string)
  }

  hasHost(name: string): boolean {
    return this.writes.one('SELECT 1 FROM hosts WHERE name = ?', name) !== undefined
  }

  close(): void {
    this.writes[Symbol.dispose]()
  }
}

function blankOf(words: unknown, to: unknown): Blank | undefined {
  if (typeof words !== 'string') return undefined
  return { words, to: typeof to === 'string' ? (JSON.parse(to) as Audience) : 'all' }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
