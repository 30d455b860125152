import {
  type Chapter,
  type Course,
  type PlacedStep,
  type PlacedTask,
  stepsOf,
} from '../../lesson/course.ts'

/** What a reader does in one chapter, from top to bottom. */
export interface ChapterTurn {
  readonly chapter: Chapter
  /** Of earlier chapters that the reader has not read: played first, as a page offers it. */
  readonly needs: readonly PlacedStep[]
  readonly steps: readonly PlacedStep[]
  readonly tasks: readonly PlacedTask[]
}

/**
 * @param open the names of the workshop's chapters; null: all that the course counts.
 * @returns what a reader of the workshop does, chapter by chapter, in the order of the course.
 */
export function chaptersInTurn(course: Course, open: readonly string[] | null): ChapterTurn[] {
  const read = new Set<string>()
  return course.chapters
    .filter(({ name, number }) => (open === null ? number !== undefined : open.includes(name)))
    .map((chapter) => {
      const steps = stepsOf(chapter)
      for (const { name } of steps) read.add(name)
      const needed = [...steps, ...chapter.tasks].flatMap(({ needs }) => needs)
      const needs = course.needsOf({ needs: needed }).filter(({ name }) => !read.has(name))
      for (const { name } of needs) read.add(name)
      return { chapter, needs, steps, tasks: chapter.tasks }
    })
    .filter(({ steps, tasks }) => steps.length + tasks.length > 0)
}
