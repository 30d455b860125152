import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { CourseError } from '../lesson/course.ts'
import { COURSE_NAME } from '../lesson/course-file.ts'

/** A course of two chapters, which is what a new one begins as. */
export const TEMPLATE = join(import.meta.dirname, 'template')

/** What the template calls itself, in its name and in its words. */
const TEMPLATE_NAME = 'new-course'
const TEMPLATE_TITLE = 'New Course'

/** The files that say what the course is called. */
const NAMED = ['README.md', 'chapters/index.mdx', 'course.yaml', 'logo.svg']

/**
 * Writes a new course into a folder, which is made where it is missing.
 * @param path its last part is the name of the course, such as `../git-basics`.
 * @returns the folder's absolute path.
 * @throws {CourseError} where the name is none, or the folder has something in it.
 */
export async function newCourse(path: string): Promise<string> {
  const directory = resolve(path)
  const name = basename(directory)
  if (!COURSE_NAME.test(name)) {
    throw new CourseError(
      `${name} is no name for a course: it takes a letter or a digit, then up to 28 of a-z, 0-9 and -.`,
    )
  }
  await mkdir(directory, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST' && cause.code !== 'ENOTDIR') throw cause
    throw new CourseError(`${path}: there is a file at this path. Choose another name.`, { cause })
  })
  if ((await readdir(directory)).length > 0) {
    throw new CourseError(`${path}: this folder is not empty. Choose another name, or empty it.`)
  }
  await cp(TEMPLATE, directory, { recursive: true })
  for (const file of NAMED) {
    const text = await readFile(join(directory, file), 'utf8')
    const named = text.replaceAll(TEMPLATE_NAME, name).replaceAll(TEMPLATE_TITLE, titleOf(name))
    await writeFile(join(directory, file), named)
  }
  return directory
}

/** @returns `Git Basics` for `git-basics`. */
function titleOf(name: string): string {
  const words = name.split('-').filter((word) => word !== '')
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}
