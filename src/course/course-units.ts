import { parseChapter } from '../../lesson/parse-chapter.ts'
import type { ChapterUnits } from '../progress/progress.ts'

const SOURCES = import.meta.glob<string>('../../content/chapters/*.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** What there is to finish in each chapter of the course, by the chapter's name. Read at build. */
export const COURSE_UNITS: ReadonlyMap<string, ChapterUnits> = new Map(
  Object.entries(SOURCES).flatMap(([path, source]) => {
    const { name, number, blocks, tasks } = parseChapter(
      /([^/]+)\.mdx$/.exec(path)?.[1] ?? '',
      source,
    )
    if (number === undefined) return []
    const names = (tasks.length > 0 ? tasks : blocks).map((item) => item.name)
    return [[name, { chapter: name, units: names.map((unit) => unit.slice(name.length + 1)) }]]
  }),
)

/** @returns the attributes of a link to the chapter, for `chapter-marks.ts`. */
export function unitsAttributes(chapter: string): Record<string, string> {
  const found = COURSE_UNITS.get(chapter)
  return found ? { 'data-chapter': chapter, 'data-units': found.units.join(' ') } : {}
}
