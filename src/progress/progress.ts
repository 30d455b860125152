/** What a reader has done of the course. */
export interface Progress {
  /** Full names of blocks that ran with success and of tasks that are done. */
  readonly finished: readonly string[]
  /** The chapter in which something was last done. */
  readonly at: string | undefined
}

export const NO_PROGRESS: Progress = { finished: [], at: undefined }

/** @returns no progress where the text is not what `JSON.stringify` of a progress makes. */
export function parseProgress(text: string | null): Progress {
  try {
    const { finished, at } = JSON.parse(text ?? '{}') as Record<string, unknown>
    if (!Array.isArray(finished)) return NO_PROGRESS
    return {
      finished: finished.filter((name) => typeof name === 'string'),
      at: typeof at === 'string' ? at : undefined,
    }
  } catch {
    return NO_PROGRESS
  }
}

/** @param name of a block or a task: `chapter/name`. */
export function withFinished({ finished }: Progress, name: string): Progress {
  return { finished: [...new Set(finished).add(name)], at: name.split('/')[0] }
}

/** A chapter, by what there is to finish in it. */
export interface ChapterUnits {
  readonly chapter: string
  /** Names, within the chapter, of its tasks; of its blocks where it has no tasks. */
  readonly units: readonly string[]
}

export type ChapterState = 'new' | 'begun' | 'finished'

export function chapterState(
  { chapter, units }: ChapterUnits,
  { finished }: Progress,
): ChapterState {
  const done = new Set(finished)
  if (units.length > 0 && units.every((unit) => done.has(`${chapter}/${unit}`))) return 'finished'
  return finished.some((name) => name.startsWith(`${chapter}/`)) ? 'begun' : 'new'
}

/** Whether anything of these chapters was done: what ran elsewhere, such as on the first page, begins none. */
export function hasBegun(chapters: readonly ChapterUnits[], progress: Progress): boolean {
  return chapters.some((chapter) => chapterState(chapter, progress) !== 'new')
}

/**
 * Where to go on: in the chapter that the reader left, or else in the next one that is not finished,
 * from the front again after the last.
 * @returns undefined where all is finished that can be.
 */
export function continueAt<Chapter extends ChapterUnits>(
  chapters: readonly Chapter[],
  progress: Progress,
): Chapter | undefined {
  const left = Math.max(
    0,
    chapters.findIndex(({ chapter }) => chapter === progress.at),
  )
  return [...chapters.slice(left), ...chapters.slice(0, left)].find(
    (chapter) => chapter.units.length > 0 && chapterState(chapter, progress) !== 'finished',
  )
}
