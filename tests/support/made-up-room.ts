import type {
  BoardSeat,
  BoardWorkshop,
  Thumbnail,
  WorkshopPlan,
} from '../../protocol/board-messages.ts'
import { THUMBNAIL_ROWS } from '../../protocol/limits.ts'
import { type Chance, seededChance } from '../../runner/rehearsal/chance.ts'

const NAMES = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Élodie', 'Farid', 'Grace', 'Hanna', 'Ines']
const SURNAMES = ['Lovelace', 'Nakamura-Fitzgerald', 'Ito', 'Øster', 'Quist', 'Umarova', 'Zhang']
export const GROUPS = ['Front', 'Middle', 'Back']

const SCREEN_LINES = [
  'reader@sandbox:~$ docker run --rm alpine echo hello',
  'hello',
  "Unable to find image 'nginx:latest' locally",
  'latest: Pulling from library/nginx',
  'CONTAINER ID   IMAGE     COMMAND                  CREATED         STATUS',
  '2c5bc5d4f6a1   nginx     "/docker-entrypoint.…"   3 seconds ago   Up 2 seconds',
  'Error response from daemon: No such container: web',
]

/** A chapter as the course's `summary.json` has it. */
export interface CourseChapter {
  readonly name: string
  readonly blocks: readonly { readonly name: string }[]
  readonly tasks: readonly { readonly name: string }[]
}

/** A room of readers who are nobody: for what is told of many, without their sandboxes. */
export class MadeUpRoom {
  readonly seats: BoardSeat[]
  readonly #chapters: readonly CourseChapter[]
  readonly #chance: Chance

  constructor(count: number, chapters: readonly CourseChapter[], seed = 1) {
    const next = seededChance(seed)
    this.#chance = (below) => Math.floor(next(below))
    this.#chapters = chapters
    this.seats = Array.from({ length: count }, (_, index) => this.#makeSeat(index + 1))
  }

  /** Each reader goes on by a step. @returns them all. */
  step(): readonly BoardSeat[] {
    for (const [index, seat] of this.seats.entries()) this.seats[index] = this.#advance(seat)
    return this.seats
  }

  /** @returns a changed line of each of these readers' screens. */
  screens(seats: readonly number[], isWhole: boolean): Thumbnail[] {
    return seats.map((seat) => {
      const all = Array.from({ length: THUMBNAIL_ROWS }, (_, row) => row)
      const rows = isWhole ? all : [this.#chance(THUMBNAIL_ROWS)]
      const lines = Object.fromEntries(rows.map((row) => [String(row), this.#line()]))
      return { seat, lines, ...(isWhole && { terminal: 'dock' }) }
    })
  }

  #line(): string {
    const line = SCREEN_LINES[this.#chance(SCREEN_LINES.length)] as string
    return `${line} ${this.#chance(1000)}`
  }

  #makeSeat(seat: number): BoardSeat {
    const name = `${this.#one(NAMES)} ${this.#one(SURNAMES)} ${seat}`
    const reader: BoardSeat = {
      seat,
      name,
      group: GROUPS[seat % GROUPS.length] as string,
      presence: seat % 17 === 0 ? 'away' : 'here',
      sandbox: seat % 29 === 0 ? 'queued' : 'ready',
      position: null,
      since: Date.now() - this.#chance(600_000),
      last: null,
      blocks: {},
      tasks: {},
      hand: seat % 13 === 4 ? { words: 'It says: permission denied', since: Date.now() } : null,
      hasThumbnail: seat % 5 !== 0,
    }
    let advanced = reader
    for (let steps = this.#chance(14) + 1; steps > 0; steps--) advanced = this.#advance(advanced)
    return { ...advanced, since: reader.since }
  }

  #advance(seat: BoardSeat): BoardSeat {
    const chapter = this.#chapters[Math.min(this.#chance(3), this.#chapters.length - 1)]
    const block = chapter && this.#one(chapter.blocks)
    const task = chapter && this.#one(chapter.tasks)
    if (chapter === undefined || block === undefined) return seat
    const state = (['running', 'done', 'done', 'failed'] as const)[this.#chance(4)] ?? 'done'
    return {
      ...seat,
      position: { chapter: chapter.name, block: block.name },
      since: Date.now(),
      last: { block: block.name, state, failures: state === 'failed' ? 1 + this.#chance(2) : 0 },
      blocks: { ...seat.blocks, [block.name]: state },
      tasks: task ? { ...seat.tasks, [task.name]: this.#chance(3) > 0 } : seat.tasks,
    }
  }

  #one<Item>(items: readonly Item[]): Item | undefined {
    return items[this.#chance(Math.max(items.length, 1))]
  }
}

export const MADE_UP_PLAN: WorkshopPlan = {
  title: 'Docker in a morning',
  code: 'ABCD2345',
  seats: 30,
  opens: null,
  closes: null,
  prepare: 15,
  course: '',
  chapters: null,
  groups: GROUPS.map((group) => ({ group, instructor: null })),
  thumbnails: 'asked',
  records: 'blocks',
  presence: true,
  certificate: false,
  'keep-days': 30,
}

/** @param taken of as many seats. */
export function madeUpWorkshop(taken: number): BoardWorkshop {
  return {
    workshop: 'morning',
    title: MADE_UP_PLAN.title,
    course: '',
    phase: 'open',
    opens: null,
    closes: Date.now() + 95 * 60_000,
    seats: taken + 4,
    taken,
    code: 'ABCD2345',
    levels: { prepared: 3, starting: 1, taken, holds: taken + 4, why: null },
    groups: [
      { group: 'Front', instructor: 'Ada' },
      { group: 'Middle', instructor: null },
      { group: 'Back', instructor: 'Grace' },
    ],
    chapters: null,
    blank: null,
    recordsCommands: false,
    showsPresence: true,
    showing: null,
    leading: null,
  }
}
