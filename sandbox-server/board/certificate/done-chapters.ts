import type { CourseChapters } from './course-texts.ts'

/** A chapter in which a participant has done something. */
export interface DoneChapter {
  readonly title: string
  readonly blocks: { readonly done: number; readonly of: number }
  readonly tasks: { readonly done: number; readonly of: number }
}

/** @param finished full names of blocks that ran with success and of tasks that are done. */
export function doneChapters(
  chapters: CourseChapters,
  finished: readonly string[],
): readonly DoneChapter[] {
  const done = new Set(finished)
  const share = (parts: readonly { name: string }[]) => ({
    done: parts.filter(({ name }) => done.has(name)).length,
    of: parts.length,
  })
  return chapters
    .map(({ number, title, blocks, tasks }) => ({
      title: `${number}. ${title}`,
      blocks: share(blocks),
      tasks: share(tasks),
    }))
    .filter(({ blocks, tasks }) => blocks.done + tasks.done > 0)
}
