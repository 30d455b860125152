import { readFile } from 'node:fs/promises'
import { type Chapter, Course, CourseError } from '../lesson/course.ts'
import type { CourseFile } from '../lesson/course-file.ts'
import { parseChapter } from '../lesson/parse-chapter.ts'
import { BUNDLED_COURSE, inFolder, openCourse, parts } from './course-folder.ts'

/**
 * Reads all chapters of the course in a folder.
 * @throws {CourseError} that names the file, the line and what is wrong.
 */
export async function readCourse(path = BUNDLED_COURSE): Promise<Course> {
  const { directory, shown, file, pages } = await openCourse(path)
  return inFolder(shown, async () => {
    const chapters = pages.toSorted().map(async (name) => {
      return parseChapter(name, await readFile(parts.chapter(directory, name), 'utf8'))
    })
    const course = new Course(await Promise.all(chapters))
    expectSections(course.chapters, file)
    return course
  })
}

/** The numbers of chapters are their order in the sidebar, too. */
function expectSections(chapters: readonly Chapter[], { sections }: CourseFile): void {
  const numbered = chapters.filter(({ number }) => number !== undefined)
  const order = sections.flatMap(({ chapters }) => chapters)
  const missing = numbered.find(({ name }) => !order.includes(name))
  if (missing !== undefined) {
    throw new CourseError(
      `${missing.name}.mdx: chapter: The chapter has a number, and is in no section of course.yaml. Add ${missing.name} to one, in its place.`,
    )
  }
  const placed = numbered.toSorted(
    (one, other) => order.indexOf(one.name) - order.indexOf(other.name),
  )
  const wrong = numbered.findIndex((chapter, index) => chapter !== placed[index])
  const [chapter, before] = [placed[wrong], numbered[wrong]]
  if (chapter === undefined || before === undefined) return
  throw new CourseError(
    `${chapter.name}.mdx: chapter: The number is ${chapter.number}, and course.yaml has the chapter before ${before.name}, whose number is ${before.number}. Change the number or the place.`,
  )
}
