import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const certificateTexts = z.object({
  language: z.string(),
  title: z.string(),
  takes: z.string(),
  ofCourse: z.string(),
  /** With `{date}`. */
  date: z.string(),
  chapter: z.string(),
  blocks: z.string(),
  tasks: z.string(),
  /** With `{number}` and `{all}`. */
  share: z.string(),
  unprintable: z.string(),
})

const part = z.object({ name: z.string() })

const chapters = z.array(
  z.object({
    name: z.string(),
    title: z.string(),
    number: z.number(),
    blocks: z.array(part),
    tasks: z.array(part),
  }),
)

export type CertificateTexts = z.infer<typeof certificateTexts>
export type CourseChapters = z.infer<typeof chapters>

/** What the built site says of its course: in the course's language, which this server need not know. */
export async function readCourseTexts(
  pages: string,
  course: string,
): Promise<{ readonly texts: CertificateTexts; readonly chapters: CourseChapters }> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(pages, course, name), 'utf8'))
  return {
    texts: certificateTexts.parse(await read('certificate.json')),
    chapters: chapters.parse(await read('summary.json')),
  }
}
