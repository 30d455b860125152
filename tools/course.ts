import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BUNDLED_COURSE, inFolder, openCourse, parts } from '../course/course-folder.ts'
import { readCourse } from '../course/read-course.ts'
import { type Course, CourseError } from '../lesson/course.ts'
import { imagesNamedIn, imagesOfSolutions } from '../lesson/images.ts'
import {
  CATALOGUE_PATH,
  type Catalogue,
  CatalogueError,
  mergeCatalogues,
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
  const catalogue = await courseCatalogue([path])
  await inFolder(shown, () => expectImages(course, catalogue))
  return course
}

/**
 * The images of the Docker Hub of these courses; one without `images.yaml` has those of the bundled.
 * @throws {CourseError} that names the file, the line and what is wrong.
 */
export async function courseCatalogue(paths: readonly string[]): Promise<Catalogue> {
  try {
    return mergeCatalogues(await Promise.all(paths.map((path) => readCatalogue(imagesFile(path)))))
  } catch (cause) {
    if (!(cause instanceof CatalogueError)) throw cause
    throw new CourseError(cause.message, { cause })
  }
}

/** @returns those of the courses whose sandboxes have a Docker engine, and so a Docker Hub. */
export async function coursesWithEngine(paths: readonly string[]): Promise<readonly string[]> {
  const folders = await Promise.all(paths.map((path) => openCourse(path)))
  return folders.filter(({ file }) => file.sandbox.engine).map(({ directory }) => directory)
}

/** @returns where the digests of these courses' images on Docker Hub are kept. */
export function imagesLock([first = BUNDLED_COURSE]: readonly string[]): string {
  return join(dirname(imagesFile(first)), 'images.lock.json')
}

function imagesFile(path: string): string {
  const own = parts.images(resolve(path))
  return existsSync(own) ? own : CATALOGUE_PATH
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
  for (const { reference, step } of imagesNamedIn(course.chapters)) {
    const [sentence] = missingFromCatalogue([reference], catalogue)
    if (sentence === undefined) continue
    const [chapter] = step.name.split('/')
    throw new CourseError(`${chapter}.mdx:${step.place.line}: ${sentence}`)
  }
  for (const { name, listed } of course.chapters) {
    const [sentence] = missingFromCatalogue(listed, catalogue)
    if (sentence !== undefined) throw new CourseError(`${name}.mdx: listed: ${sentence}`)
  }
}
