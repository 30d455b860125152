import type { Chapter, Course } from '../lesson/course.ts'
import { ChapterCheck, type Row } from './check-chapter.ts'
import { checkInOrder, type Habit } from './check-in-order.ts'
import { LessonReader } from './lesson-reader.ts'
import type { Waits } from './waits.ts'

export interface CheckOptions {
  readonly course: Course
  readonly chapters: readonly Chapter[]
  /** Of the server, such as `http://localhost:8000`. */
  readonly address: string
  /** Chapters at once, each in a sandbox of its own. */
  readonly atOnce: number
  /** Plays the whole course in one sandbox, too, once for each habit. */
  readonly inOrder?: readonly Habit[]
  readonly onRow: (row: Row) => void
  /** Hears what is played; nobody does where it is not given. */
  readonly waits?: Waits
}

/**
 * Plays chapters from top to bottom.
 * @returns a row for every block and task, in the order of the chapters; what was played in order
 * comes after them.
 * @throws {ReaderError} where the server has no terminals.
 */
export async function checkCourse(options: CheckOptions): Promise<readonly Row[]> {
  const { course, chapters, address, atOnce, inOrder = [], onRow, waits } = options
  const plays = [
    ...chapters.map((chapter) => {
      return (reader: LessonReader) => new ChapterCheck(course, chapter, reader, waits).rows()
    }),
    ...inOrder.map((habit) => (reader: LessonReader) => checkInOrder(course, reader, habit, waits)),
  ].map((play) => ({ play, rows: [] as Row[] }))
  // The whole course takes longest, so it begins first.
  const waiting = [...plays.slice(chapters.length), ...plays.slice(0, chapters.length)]
  // Where one play cannot go on, the others end with their next row: a reader that outlives the
  // server would try for ever to reach it.
  const stop = new AbortController()
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !stop.signal.aborted; next = waiting.shift()) {
      using reader = new LessonReader(address)
      for await (const row of next.play(reader)) {
        next.rows.push(row)
        onRow(row)
        if (stop.signal.aborted) return
      }
    }
  }
  const works = Array.from({ length: atOnce }, async () => {
    try {
      await work()
    } catch (error) {
      stop.abort(error)
    }
  })
  await Promise.all(works)
  stop.signal.throwIfAborted()
  return plays.flatMap(({ rows }) => rows)
}
