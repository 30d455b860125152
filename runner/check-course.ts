import type { Chapter, Course } from '../lesson/course.ts'
import { ChapterCheck, type Row } from './check-chapter.ts'
import { LessonReader } from './lesson-reader.ts'

export interface CheckOptions {
  readonly course: Course
  readonly chapters: readonly Chapter[]
  /** Of the server, such as `http://localhost:8000`. */
  readonly address: string
  /** Chapters at once, each in a sandbox of its own. */
  readonly atOnce: number
  readonly onRow: (row: Row) => void
}

/**
 * Plays chapters from top to bottom.
 * @returns a row for every block and task, in the order of the chapters.
 * @throws {ReaderError} where the server has no terminals.
 */
export async function checkCourse(options: CheckOptions): Promise<readonly Row[]> {
  const { course, chapters, address, atOnce, onRow } = options
  const rows = new Map<Chapter, Row[]>(chapters.map((chapter) => [chapter, []]))
  const waiting = [...chapters]
  const work = async (): Promise<void> => {
    for (let chapter = waiting.shift(); chapter; chapter = waiting.shift()) {
      using reader = new LessonReader(address)
      for await (const row of new ChapterCheck(course, chapter, reader).rows()) {
        rows.get(chapter)?.push(row)
        onRow(row)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return [...rows.values()].flat()
}
