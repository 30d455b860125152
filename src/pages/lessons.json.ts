import type { APIRoute } from 'astro'
import { Course, stepsOf } from '../../lesson/course.ts'
import { parseChapter } from '../../lesson/parse-chapter.ts'
import { playableOf } from '../../lesson/playable.ts'

const SOURCES = import.meta.glob<string>('@course/chapters/*.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Every block and file of the course, in its order: for readers who catch up. */
export const GET: APIRoute = () => {
  const chapters = Object.entries(SOURCES).map(([path, source]) => {
    return parseChapter(path.replace(/^.*\/|\.mdx$/g, ''), source)
  })
  const steps = new Course(chapters).chapters.flatMap((chapter) => stepsOf(chapter).map(playableOf))
  return Response.json(steps)
}
