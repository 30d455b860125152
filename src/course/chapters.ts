import type { Chapter } from '../../lesson/course.ts'
import { parseChapter } from '../../lesson/parse-chapter.ts'

const SOURCES = import.meta.glob<string>('@course/chapters/*.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The pages of the course as the runner reads them, by their names. Read at build. */
export const CHAPTERS: ReadonlyMap<string, Chapter> = new Map(
  Object.entries(SOURCES).map(([path, source]) => {
    const name = /([^/]+)\.mdx$/.exec(path)?.[1] ?? ''
    return [name, parseChapter(name, source)]
  }),
)
