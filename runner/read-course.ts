import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Course } from '../lesson/course.ts'
import { parseChapter } from '../lesson/parse-chapter.ts'

export const CHAPTERS_PATH = join(import.meta.dirname, '../content/chapters')

/** @throws {CourseError} that names the file, the line and what is wrong. */
export async function readCourse(directory = CHAPTERS_PATH): Promise<Course> {
  const names: string[] = []
  for await (const file of glob('*.mdx', { cwd: directory })) names.push(basename(file, '.mdx'))
  const chapters = names.sort().map(async (name) => {
    return parseChapter(name, await readFile(chapterPath(name, directory), 'utf8'))
  })
  return new Course(await Promise.all(chapters))
}

export function chapterPath(name: string, directory = CHAPTERS_PATH): string {
  return join(directory, `${name}.mdx`)
}
