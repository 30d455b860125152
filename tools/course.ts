import { BUNDLED_COURSE, inFolder, openCourse } from '../course/course-folder.ts'
import { readCourse } from '../course/read-course.ts'
import { type Course, CourseError } from '../lesson/course.ts'
import { imagesNamedIn, imagesOfSolutions } from '../lesson/images.ts'
import {
  type Catalogue,
  missingFromCatalogue,
  readCatalogue,
} from '../sandbox-server/hub/catalogue.ts'

/**
 * The course, each of whose images the hub can serve.
 * @throws {CourseError} that names the file, the line and what is wrong.
 */
export async function checkedCourse(path = BUNDLED_COURSE): Promise<Course> {
  const course = await readCourse(path)
  const { shown } = await openCourse(path)
  await inFolder(shown, async () => expectImages(course, await readCatalogue()))
  return course
}

/** Images that a new sandbox lists, since a chapter says so. */
export function listedImages({ chapters }: Course): readonly string[] {
  return [...new Set(chapters.flatMap(({ listed }) => listed))]
}

/** BuildKit pulls it for the first line of most Dockerfiles, `# syntax=docker/dockerfile:1`. */
const DOCKERFILE_FRONTEND = 'docker/dockerfile:1'

/** Images that the course and its tasks need, so that they come before all others of the catalogue. */
export function courseImages(course: Course): readonly string[] {
  const named = imagesNamedIn(course.chapters).map(({ reference }) => reference)
  const done = imagesOfSolutions(course.chapters)
  return [...new Set([...listedImages(course), ...named, ...done, DOCKERFILE_FRONTEND])]
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
