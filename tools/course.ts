import { type Course, CourseError } from '../lesson/course.ts'
import { imagesNamedIn } from '../lesson/images.ts'
import { CHAPTERS_PATH, readCourse } from '../runner/read-course.ts'
import {
  type Catalogue,
  missingFromCatalogue,
  readCatalogue,
} from '../sandbox-server/hub/catalogue.ts'

/**
 * The course, each of whose images the hub can serve.
 * @throws {CourseError} that names the file, the line and what is wrong.
 */
export async function checkedCourse(directory = CHAPTERS_PATH): Promise<Course> {
  const course = await readCourse(directory)
  expectImages(course, await readCatalogue())
  return course
}

/** Images that a new sandbox lists, since a chapter says so. */
export function listedImages({ chapters }: Course): readonly string[] {
  return [...new Set(chapters.flatMap(({ listed }) => listed))]
}

/** @throws {CourseError} where a chapter names an image that no reader could pull. */
export function expectImages(course: Course, catalogue: Catalogue): void {
  for (const { reference, block } of imagesNamedIn(course.chapters)) {
    const [sentence] = missingFromCatalogue([reference], catalogue)
    if (sentence === undefined) continue
    const [chapter] = block.name.split('/')
    throw new CourseError(`${chapter}.mdx:${block.place.line}: ${sentence}`)
  }
  for (const { name, listed } of course.chapters) {
    const [sentence] = missingFromCatalogue(listed, catalogue)
    if (sentence !== undefined) throw new CourseError(`${name}.mdx: listed: ${sentence}`)
  }
}
