import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { weakColour } from '../lesson/colours.ts'
import { CourseError } from '../lesson/course.ts'
import {
  COURSE_FILE,
  type CourseFile,
  type ParsedCourseFile,
  parseCourseFile,
} from '../lesson/course-file.ts'
import { nearest } from '../lesson/nearest.ts'
import { type CourseWords, courseWords } from '../words/course-words.ts'
import { WORDS_FILE } from '../words/read-words.ts'

/** The course that comes with the project. */
export const BUNDLED_COURSE = join(import.meta.dirname, '../content')

/** Every page carries the logo, and a phone loads it first. */
const LOGO_BYTES = 256 * 1024

/** A course on the disk. */
export interface CourseFolder {
  /** Absolute. */
  readonly directory: string
  /** The same, as an error names it: relative to where the program runs, where that is short. */
  readonly shown: string
  readonly file: CourseFile
  /** The names of its pages, in no order. */
  readonly pages: readonly string[]
  /** The texts of the interface on its pages. */
  readonly words: CourseWords
}

/** Where the parts of a course are in its folder; all but the chapters may be absent. */
export const parts = {
  chapters: (directory: string) => join(directory, 'chapters'),
  recordings: (directory: string) => join(directory, 'recordings'),
  /** The images of its Docker Hub. */
  images: (directory: string) => join(directory, 'images.yaml'),
  /** Put into the home directory of each reader's sandbox. */
  home: (directory: string) => join(directory, 'home'),
  chapter: (directory: string, name: string) => join(directory, 'chapters', `${name}.mdx`),
} as const

/**
 * Reads what makes a folder a course; its chapters are read by `readCourse`.
 * @throws {CourseError} that names the file, the line, and what is wrong.
 */
export async function openCourse(path = BUNDLED_COURSE): Promise<CourseFolder> {
  const directory = resolve(path)
  const shown = shownPath(directory)
  const names = await namesIn(directory, shown)
  if (!names.includes(COURSE_FILE)) {
    const similar = names.find((name) => /^course\.ya?ml$/i.test(name))
    const advice = similar
      ? `Rename ${similar} to ${COURSE_FILE}.`
      : 'npm run course -- new NAME begins a course.'
    throw new CourseError(`${shown}: there is no ${COURSE_FILE} in this folder. ${advice}`)
  }
  return inFolder(shown, async () => {
    const parsed = parseCourseFile(await readFile(join(directory, COURSE_FILE), 'utf8'))
    const pages = await pagesIn(directory)
    expectChapters(parsed, pages)
    const { logo, theme } = parsed.file
    const weak = weakColour(parsed.file.colours)
    if (weak !== undefined) throw parsed.error(['colours', weak.field], weak.problem)
    if (logo !== undefined) await expectFile(directory, parsed, 'logo', logo, LOGO_BYTES)
    if (theme !== undefined) await expectFile(directory, parsed, 'theme', theme)
    const own = names.includes(WORDS_FILE)
      ? await readFile(join(directory, WORDS_FILE), 'utf8')
      : undefined
    const words = courseWords(parsed.file, own)
    return { directory, shown, file: parsed.file, pages, words }
  })
}

/** Puts the folder's name before what is wrong in a file of it. */
export async function inFolder<Result>(
  shown: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CourseError)) throw error
    const isInside = [COURSE_FILE, WORDS_FILE].some((name) => error.message.startsWith(name))
    const path = isInside ? shown : join(shown, 'chapters')
    throw new CourseError(`${path}/${error.message}`, { cause: error })
  }
}

function shownPath(directory: string): string {
  const path = relative('.', directory)
  if (path === '') return '.'
  return path.startsWith('../..') ? directory : path
}

async function namesIn(directory: string, shown: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new CourseError(`${shown}: there is no such folder.`, { cause })
    if (code === 'ENOTDIR') {
      throw new CourseError(`${shown}: this is a file, and a course is a folder.`, { cause })
    }
    if (code !== 'EACCES') throw cause
    throw new CourseError(`${shown}: this user may not read the folder.`, { cause })
  }
}

async function pagesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(parts.chapters(directory)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  return names.filter((name) => /^[^_].*\.mdx$/.test(name)).map((name) => basename(name, '.mdx'))
}

function expectChapters({ file, error }: ParsedCourseFile, pages: readonly string[]): void {
  const [first, ...others] = pages
  if (first === undefined) {
    throw new CourseError(
      `${COURSE_FILE}:1: There are no chapters: the folder chapters/ beside this file takes them, each with the ending .mdx.`,
    )
  }
  if (!pages.includes('index')) {
    throw new CourseError('index.mdx: This file is missing: it is the first page of the course.')
  }
  const placed = new Set<string>()
  for (const [section, { chapters }] of file.sections.entries()) {
    for (const [index, name] of chapters.entries()) {
      const path = ['sections', section, 'chapters', index]
      if (!pages.includes(name)) {
        const similar = nearest(name, [first, ...others])
        throw error(
          path,
          `is ${name}, and there is no chapters/${name}.mdx. Did you mean ${similar}?`,
        )
      }
      if (placed.has(name)) throw error(path, `is ${name}, which is in a section already.`)
      placed.add(name)
    }
  }
  const { install } = file
  if (install === undefined || pages.includes(install)) return
  const similar = nearest(install, [first, ...others])
  throw error(
    ['install'],
    `is ${install}, and there is no chapters/${install}.mdx. Did you mean ${similar}?`,
  )
}

/** A link may lead out of the folder where its path does not. */
async function expectFile(
  directory: string,
  { error }: ParsedCourseFile,
  field: 'logo' | 'theme',
  path: string,
  bytes = Number.POSITIVE_INFINITY,
): Promise<void> {
  const real = await realpath(join(directory, path)).catch(() => undefined)
  if (real === undefined) throw error([field], `is ${path}, and there is no such file.`)
  const below = relative(await realpath(directory), real)
  if (below.startsWith('..') || isAbsolute(below)) {
    throw error([field], `is ${path}, a link that leads out of the folder of the course.`)
  }
  const status = await stat(real)
  if (!status.isFile()) throw error([field], `is ${path}, which is no file.`)
  if (status.size > bytes) {
    const size = Math.ceil(status.size / 1024)
    throw error([field], `is ${path}, of ${size} KiB: a ${field} has ${bytes / 1024} KiB at most.`)
  }
}
