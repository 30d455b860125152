import type { APIRoute } from 'astro'
import { CHAPTERS } from '../course/chapters.ts'
import { COURSE } from '../course/course-file.ts'

/** What a reader who takes the course home is told: where it says what to install. */
export const GET: APIRoute = () => {
  const chapter = COURSE.install === undefined ? undefined : CHAPTERS.get(COURSE.install)
  const install = chapter ? { chapter: chapter.name, title: chapter.title } : null
  return Response.json({ course: COURSE.title, install })
}
