import { phrase } from '../../words/phrase.ts'

/** A block or a task of a chapter, as the summary of the course knows it. */
export interface CoursePart {
  /** `chapter/name`. */
  readonly name: string
  readonly title: string
}

export interface SummaryChapter {
  readonly name: string
  readonly title: string
  readonly number: number
  readonly blocks: readonly CoursePart[]
  readonly tasks: readonly CoursePart[]
}

/** Of one chapter, or of several: how much of it the reader has done. */
export interface Done {
  readonly blocks: number
  readonly ofBlocks: number
  readonly tasks: number
  readonly ofTasks: number
}

/** @param finished full names of blocks that ran with success and of tasks that are done. */
export function countDone(chapters: readonly SummaryChapter[], finished: readonly string[]): Done {
  const done = new Set(finished)
  const blocks = chapters.flatMap((chapter) => chapter.blocks)
  const tasks = chapters.flatMap((chapter) => chapter.tasks)
  const count = (parts: readonly CoursePart[]) => parts.filter(({ name }) => done.has(name)).length
  return {
    blocks: count(blocks),
    ofBlocks: blocks.length,
    tasks: count(tasks),
    ofTasks: tasks.length,
  }
}

/** @returns one sentence that counts what the reader has done. */
export function doneSentence(done: Done): string {
  const { blocks, ofBlocks, tasks, ofTasks } = done
  if (ofTasks === 0) return phrase('summary.done-blocks', { blocks, ofBlocks })
  return phrase('summary.done', { blocks, ofBlocks, tasks, ofTasks })
}
