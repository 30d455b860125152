import { type Chapter, type Course, stepsOf } from '../lesson/course.ts'
import { ChapterCheck, type Problem, type Row } from './check-chapter.ts'
import type { LessonReader } from './lesson-reader.ts'
import type { Waits } from './waits.ts'

/** What a reader does with the tasks of every chapter: leaves them, or solves them. */
export type Habit = 'reads' | 'solves'

/** @returns the pages that a reader goes through from the first to the last. */
export function chaptersInOrder({ chapters }: Course): readonly Chapter[] {
  return chapters.filter(({ number }) => number !== undefined)
}

/**
 * Plays the whole course in the reader's one sandbox. What earlier chapters leave there must neither
 * stop a later block nor do a later task for the reader. Outputs are not compared: they may differ
 * from those of a sandbox that begins with the chapter.
 * @returns a row for each task, and one for each block that does not come to its end.
 */
export async function* checkInOrder(
  course: Course,
  reader: LessonReader,
  habit: Habit,
  waits?: Waits,
): AsyncGenerator<Row> {
  for (const chapter of chaptersInOrder(course)) {
    reader.turnPage()
    const check = new ChapterCheck(course, chapter, reader, waits)
    for (const step of stepsOf(chapter)) {
      const row = await check.step(step)
      if (row.problem?.kind === 'end') yield inOrder(row, row.problem)
    }
    for (const task of chapter.tasks) {
      const row = habit === 'solves' ? await check.task(task) : await check.undoneTask(task)
      yield inOrder(row, row.problem)
    }
  }
}

/** A recording is made from a sandbox that begins with its chapter, never from this one. */
function inOrder({ played: _, ...row }: Row, problem: Problem | undefined): Row {
  if (problem === undefined) return { ...row, inOrder: true }
  const sentence = `In one sandbox with all chapters before it: ${problem.sentence}`
  return { ...row, inOrder: true, problem: { ...problem, sentence } }
}
