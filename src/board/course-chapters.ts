import { phrase } from '../../words/phrase.ts'
import { BASE } from '../site/at-base.ts'
import type { SummaryChapter } from '../summary/course-parts.ts'

/** What the page of a course is called that has no name in its path. */
const FIRST_PAGE = 'index'

/** The chapters of one course, as its own site lists them, by what the board asks of them. */
export class CourseChapters {
  readonly all: readonly SummaryChapter[]
  readonly #titles = new Map<string, string>()
  readonly #byName: ReadonlyMap<string, SummaryChapter>

  constructor(all: readonly SummaryChapter[]) {
    this.all = all
    this.#byName = new Map(all.map((chapter) => [chapter.name, chapter]))
    for (const { blocks, tasks } of all) {
      for (const { name, title } of [...blocks, ...tasks]) this.#titles.set(name, title)
    }
  }

  chapter(name: string): SummaryChapter | undefined {
    return this.#byName.get(name)
  }

  /** Such as `2. Docker basics`; the name itself of another page that is no chapter. */
  chapterTitle(name: string): string {
    if (name === FIRST_PAGE) return phrase('board.first-page')
    const chapter = this.#byName.get(name)
    return chapter === undefined ? name : `${chapter.number}. ${chapter.title}`
  }

  /** The title of a block or a task; its name where it has none. */
  partTitle(name: string): string {
    return this.#titles.get(name) ?? name.replace(/^.*\//, '')
  }

  /** @param open null: all chapters are. */
  openOf(open: readonly string[] | null): readonly SummaryChapter[] {
    return open === null ? this.all : this.all.filter(({ name }) => open.includes(name))
  }
}

/**
 * The path of a course's site, with a slash at both ends: of several on one server, each is at its name.
 * @param course as the workshop has it; empty where the server has one.
 */
export function courseBase(course: string, own = BASE): string {
  return course === '' ? own : own.replace(/[^/]+\/$/, `${course}/`)
}

/** @throws where the course's site is not there. */
export async function loadChapters(course: string): Promise<CourseChapters> {
  const address = `${courseBase(course)}summary.json`
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return new CourseChapters((await answer.json()) as SummaryChapter[])
}
