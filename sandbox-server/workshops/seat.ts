import type { BoardSeat } from '../../protocol/board-messages.ts'
import type { SandboxStatus } from '../../protocol/messages.ts'
import type { BlockState, Position, WorkshopNews } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import type { SeatRow, WorkshopRecords } from './records/workshop-records.ts'
import type { PageLink } from './workshop-page.ts'

/** Blocks, and tasks, of one participant where the course does not say its own: none has as many. */
const MOST_PARTS = 500

/**
 * Those that the course does not have: a page of another version than the site knows a few. Each board is
 * told all names of a reader at each change.
 */
const MOST_UNKNOWN_PARTS = 20

/**
 * What one participant may tell: a reader who types without rest tells two things a command, and what
 * happened without a connection comes at once. What is more is a program, and would fill the disk.
 */
const ACT_RATE = { perSecond: 4, burst: 400 }

/** One participant: who it is, what was told of the work, and the pages that are open. */
export class Seat {
  readonly number: number
  readonly session: string
  readonly joinedAt: number
  name: string
  group: string | undefined
  hasThumbnail: boolean
  /** How often it has moved to another computer. */
  generation: number
  /** When the host ended the reader's part, in milliseconds since 1970. */
  overAt: number | undefined
  position: Position | undefined
  /** Whether a page that shows the position is looked at. */
  isLooking = false
  /** Since when the reader is there, in milliseconds since 1970. */
  since: number
  /** How the last command of each block went; the block of the latest is the last. */
  readonly blocks: Map<string, BlockState>
  /** Commands of the latest block that have failed one after the other. */
  failures: number
  readonly tasks: Map<string, boolean>
  hand: { readonly words: string; readonly at: number } | undefined
  sandbox: SandboxStatus['state'] = 'none'
  readonly pages = new Set<PageLink>()
  readonly acts: TokenBucket

  /** With what the records have of it. */
  constructor(row: SeatRow, workshop: string, records: WorkshopRecords, clock: Clock) {
    this.acts = new TokenBucket(ACT_RATE, clock)
    this.number = row.seat
    this.session = row.session
    this.name = row.name
    this.group = row.group
    this.joinedAt = row.joinedAt
    this.hasThumbnail = row.hasThumbnail
    this.overAt = row.overAt
    this.generation = row.generation
    const visit = records.lastVisit(workshop, row.seat)
    this.position = visit?.position
    this.since = visit?.at ?? row.joinedAt
    this.blocks = records.lastRuns(workshop, row.seat)
    this.failures = [...this.blocks.values()].at(-1) === 'failed' ? 1 : 0
    this.tasks = records.lastTasks(workshop, row.seat)
    this.hand = records.raisedHand(workshop, row.seat)
  }

  /**
   * The commands of a block run, or have ended.
   * @param parts the names of the course; undefined where they are not known.
   * @returns whether that was kept: of a page that is not ours, few blocks are.
   */
  ran(block: string, state: BlockState, parts?: ReadonlySet<string>): boolean {
    if (!hasRoom(this.blocks, block, parts)) return false
    const [latest] = [...this.blocks.keys()].slice(-1)
    if (latest !== block || state === 'done') this.failures = 0
    if (state === 'failed') this.failures++
    this.blocks.delete(block)
    this.blocks.set(block, state)
    return true
  }

  /** @returns as `ran` does. */
  did(task: string, isDone: boolean, parts?: ReadonlySet<string>): boolean {
    if (!hasRoom(this.tasks, task, parts)) return false
    this.tasks.set(task, isDone)
    return true
  }

  get isOver(): boolean {
    return this.overAt !== undefined
  }

  get row(): SeatRow {
    const { number: seat, session, name, group, joinedAt, hasThumbnail, overAt, generation } = this
    return { seat, session, name, group, joinedAt, hasThumbnail, overAt, generation }
  }

  /** Tells every page of the reader. */
  tell(news: WorkshopNews): void {
    for (const page of this.pages) page.tell(news)
  }

  /** Tells every page of the reader why it takes part no longer, and closes it: its token is not good. */
  part(reason: Extract<WorkshopNews, { news: 'left' }>['reason']): void {
    for (const page of [...this.pages]) {
      page.tell({ news: 'left', reason })
      page.close()
    }
  }

  /** Blocks that ran with success, and tasks that are done. */
  get finished(): string[] {
    const blocks = [...this.blocks].filter(([, state]) => state === 'done')
    const tasks = [...this.tasks].filter(([, isDone]) => isDone)
    return [...blocks, ...tasks].map(([name]) => name)
  }

  /** As the board shows it. */
  get shown(): BoardSeat {
    const last = [...this.blocks].at(-1)
    return {
      seat: this.number,
      name: this.name,
      group: this.group ?? null,
      presence: this.isOver ? 'over' : this.pages.size > 0 ? 'here' : 'away',
      sandbox: this.sandbox,
      position: this.position ?? null,
      since: this.since,
      last: last ? { block: last[0], state: last[1], failures: this.failures } : null,
      blocks: Object.fromEntries(this.blocks),
      tasks: Object.fromEntries(this.tasks),
      hand: this.hand ? { words: this.hand.words, since: this.hand.at } : null,
      hasThumbnail: this.hasThumbnail,
    }
  }
}

/** Whether what a page tells of `name` is kept beside what it has told before. */
function hasRoom(
  told: ReadonlyMap<string, unknown>,
  name: string,
  parts: ReadonlySet<string> | undefined,
): boolean {
  if (told.has(name)) return true
  if (parts === undefined) return told.size < MOST_PARTS
  if (parts.has(name)) return true
  return [...told.keys()].filter((one) => !parts.has(one)).length < MOST_UNKNOWN_PARTS
}
