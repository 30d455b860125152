import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLED_COURSE, type CourseFolder, openCourse } from '../course/course-folder.ts'
import { CourseError } from '../lesson/course.ts'
import type { Settings } from '../sandbox-server/settings.ts'
import { courseListPage } from './course-list-page.ts'
import {
  ensureCourseSite,
  expectNoPageAt,
  expectWritable,
  SiteError,
  STAMP,
} from './course-site.ts'

const SITE = join(import.meta.dirname, '../dist')

export interface SiteOptions {
  /** Origin of the published site, where it has one. */
  readonly address?: string | undefined
  /** The folders of its courses; the bundled one where it is not said. */
  readonly courses?: readonly string[] | undefined
  /** The path under which it is, with a slash at both ends; `/` where it is not said. */
  readonly base?: string | undefined
  /** Where the site is built; `dist/` where it is not said. */
  readonly directory?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * The built site, built anew where its sources have changed. One course is the whole site; several
 * are under their names, and the first page lists them.
 * @returns its directory, and whether some of it was built now.
 * @throws {SiteError}
 */
export async function ensureSite(
  onProgress: (text: string) => void,
  { address, base = '/', courses = [BUNDLED_COURSE], directory = SITE, signal }: SiteOptions = {},
): Promise<{ directory: string; built: boolean }> {
  const folders = await openCourses(courses)
  const [only, ...others] = folders
  if (only !== undefined && others.length === 0) {
    const options = { address, base, course: only.directory, directory, signal }
    return { directory, built: await ensureCourseSite(onProgress, options) }
  }
  let built = await ensureList(folders, { address, base, directory })
  for (const { file, directory: course } of folders) {
    const ownBase = `${base}${file.name}/`
    const isNew = await ensureCourseSite((text) => onProgress(`${file.name}: ${text}`), {
      address,
      base: ownBase,
      course,
      directory: join(directory, file.name),
      signal,
    })
    built ||= isNew
  }
  return { directory, built }
}

/** @returns what of a host's settings the built site depends on. */
export function siteOf({
  SITE,
  BASE,
  COURSE,
}: Settings): Pick<SiteOptions, 'address' | 'base' | 'courses'> {
  return { address: SITE, base: BASE, courses: COURSE }
}

/** @returns what readers open, on the site under `base` at that origin. */
export function pageAddress(origin: string, base: string): string {
  return base === '/' ? origin : origin + base
}

/** @throws {SiteError} where one cannot be had, or two have one name. */
async function openCourses(paths: readonly string[]): Promise<readonly CourseFolder[]> {
  const folders = await Promise.all(paths.map((path) => openCourse(path))).catch(
    (error: unknown) => {
      if (!(error instanceof CourseError)) throw error
      throw new SiteError(error.message, { cause: error })
    },
  )
  for (const [index, { file, shown }] of folders.entries()) {
    const before = folders.slice(0, index).find((one) => one.file.name === file.name)
    if (before === undefined) continue
    throw new SiteError(
      `COURSE: ${before.shown} and ${shown} both have the name ${file.name} in their course.yaml, and each is served under its name. Change one of them.`,
    )
  }
  return folders
}

/**
 * The page that lists the courses, and nothing else beside their folders.
 * @returns whether it was written now.
 */
async function ensureList(
  folders: readonly CourseFolder[],
  { address, base, directory }: { address: string | undefined; base: string; directory: string },
): Promise<boolean> {
  const files = courseListPage(folders, { address, base })
  const [page] = Object.values(files)
  const before = await readFile(join(directory, STAMP), 'utf8').catch(() => undefined)
  const written = await readFile(join(directory, 'index.html'), 'utf8').catch(() => undefined)
  if (before === undefined && written === page) return false
  await prepareFolder(directory, new Set(folders.map(({ file }) => file.name)))
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text)
  expectNoPageAt(base, directory)
  return true
}

/** Nothing of another site stays beside the courses. @throws {SiteError} */
async function prepareFolder(directory: string, courses: ReadonlySet<string>): Promise<void> {
  await expectWritable(directory)
  await mkdir(directory, { recursive: true })
  for (const name of await readdir(directory)) {
    if (!courses.has(name)) await rm(join(directory, name), { recursive: true })
  }
}
