import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, constants, glob, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { openCourse, parts } from '../course/course-folder.ts'
import { CourseError } from '../lesson/course.ts'
import { saysDiskFull } from '../sandbox-server/common/host-trouble.ts'
import { isInContainer } from '../sandbox-server/common/installation.ts'
import { type BuiltCourse, buildTrouble } from './build-trouble.ts'
import { compressSite } from './compress-site.ts'
import { checkedCourse } from './course.ts'

const PROJECT = join(import.meta.dirname, '..')
/** Beside the pages: what they were built from. */
export const STAMP = '.blitz-built-from'

/** All that the built site depends on. */
const SOURCES = [
  '{lesson,protocol,src,words}/**/*.*',
  'astro.config.mjs',
  'package-lock.json',
  'course/{course-folder,read-course}.ts',
  'tools/{compress-site,course-colours,course-packages,course-site}.ts',
]

/** What of its course is for sandboxes, or was put there by an author's own tools. */
const NO_COURSE_SOURCES = ['.*/**', 'home/**', 'images/**', 'node_modules/**']

/** Lines of a failing build that its error shows. */
const SHOWN_LINES = 20

/** The site cannot be built; the message holds the builder's last lines. */
export class SiteError extends Error {
  override readonly name = 'SiteError'
}

export interface CourseSiteOptions {
  /** Origin of the published site, where it has one. */
  readonly address: string | undefined
  /** The folder of its course. */
  readonly course: string
  /** The path under which it is, with a slash at both ends. */
  readonly base: string
  /** Where the site is built. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
}

/**
 * The built site of one course, built anew where its sources have changed.
 * @returns whether it was built now.
 * @throws {SiteError}
 */
export async function ensureCourseSite(
  onProgress: (text: string) => void,
  options: CourseSiteOptions,
): Promise<boolean> {
  const { course, base, directory } = options
  const hash = await hashOfSources(options)
  const stamp = join(directory, STAMP)
  const builtFrom = await readFile(stamp, 'utf8').catch(() => undefined)
  if (builtFrom === hash) return false
  await checkCourse(course)
  await expectWritable(directory)
  // By the site of before already, where there is one; then of pages that are new.
  expectNoPageAt(base, directory)
  await build(onProgress, options)
  expectNoPageAt(base, directory)
  await compressSite(directory)
  await writeFile(stamp, hash)
  return true
}

/** As a service's user may not: whoever installs the service builds the site. */
export async function expectWritable(directory: string): Promise<void> {
  for (const folder of [directory, dirname(directory)]) {
    const { code } = (await access(folder, constants.W_OK).then(
      () => ({}),
      (error: unknown) => error,
    )) as NodeJS.ErrnoException
    if (code === undefined) return
    if (code === 'ENOENT') continue
    const how = isInContainer()
      ? 'Build it into the image: docker compose up -d --build. A course of your own: docs/machines.md.'
      : 'Build it as the user that may: npm run build; for the service, npm run service -- install.'
    throw new SiteError(
      `The site must be built again, and this user may not write ${folder}. ${how}`,
    )
  }
}

/**
 * Behind a proxy that takes the base off, the address of a page could mean the start of the site.
 * @param directory of the built site. @throws {SiteError}
 */
export function expectNoPageAt(base: string, directory: string): void {
  if (base === '/' || !existsSync(join(directory, base))) return
  throw new SiteError(
    `BASE=${base} is not usable: the course has a page at that path. Take another, such as /docker/.`,
  )
}

/** What the builder itself does not see: what chapters need of each other and of the catalogue. */
async function checkCourse(course: string): Promise<void> {
  try {
    await checkedCourse(course)
  } catch (error) {
    if (!(error instanceof CourseError)) throw error
    throw new SiteError(error.message, { cause: error })
  }
}

async function hashOfSources({ address, base, course }: CourseSiteOptions): Promise<string> {
  // Not the path of the course: an archive is unpacked elsewhere, with the site that it has.
  const hash = createHash('sha256').update(`${address ?? ''}\0${base}\0`)
  const folders = [
    [PROJECT, SOURCES, []],
    [resolve(course), '**/*.*', NO_COURSE_SOURCES],
  ] as const
  for (const [folder, patterns, exclude] of folders) {
    const names: string[] = []
    for await (const name of glob(patterns, { cwd: folder, exclude })) names.push(name)
    for (const name of names.sort()) {
      const content = await readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EISDIR') return ''
        throw error
      })
      hash.update(`${name}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

/** Nothing else of ours, so that a test runner's or a host's variables make no other site of it. */
function builderEnvironment(
  { PATH, HOME, TMPDIR }: NodeJS.ProcessEnv,
  { address, base, course }: Pick<CourseSiteOptions, 'address' | 'base' | 'course'>,
): NodeJS.ProcessEnv {
  return {
    SITE: address,
    BASE: base,
    COURSE: resolve(course),
    PATH,
    HOME,
    TMPDIR,
    NODE_ENV: 'production',
    ASTRO_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
  }
}

async function build(
  onProgress: (text: string) => void,
  { directory, signal, ...options }: CourseSiteOptions,
): Promise<void> {
  const astro = spawn('astro', ['build', '--outDir', directory], {
    cwd: PROJECT,
    env: builderEnvironment(process.env, options),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    astro.once('error', reject).once('close', resolve)
  })
  astro.stdout.on('data', (chunk: Buffer) => {
    const line = chunk.toString().trim().split('\n').at(-1)
    if (line) onProgress(line)
  })
  const [status, out, err] = await Promise.all([ended, text(astro.stdout), text(astro.stderr)])
  if (status === 0) return
  if (saysDiskFull(out + err)) {
    throw new SiteError(
      `The site could not be built: the disk of ${PROJECT} is full. Make room there.`,
    )
  }
  const trouble = buildTrouble(`${out}\n${err}`, await sourcesOf(options.course))
  if (trouble !== undefined) throw new SiteError(trouble)
  const lines = `${out}\n${err}`.split('\n').filter((line) => line.trim() !== '')
  throw new SiteError(`The site could not be built:\n${lines.slice(-SHOWN_LINES).join('\n')}`)
}

async function sourcesOf(course: string): Promise<BuiltCourse> {
  const { directory, shown, pages } = await openCourse(course)
  const sources = pages.map(async (name) => {
    return [name, await readFile(parts.chapter(directory, name), 'utf8')] as const
  })
  return { shown, sources: new Map(await Promise.all(sources)) }
}
