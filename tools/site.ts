import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, constants, glob, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { BUNDLED_COURSE } from '../course/course-folder.ts'
import { CourseError } from '../lesson/course.ts'
import { saysDiskFull } from '../sandbox-server/common/host-trouble.ts'
import type { Settings } from '../sandbox-server/settings.ts'
import { compressSite } from './compress-site.ts'
import { checkedCourse } from './course.ts'

const PROJECT = join(import.meta.dirname, '..')
const SITE = join(PROJECT, 'dist')
const STAMP = '.blitz-built-from'

/** All that the built site depends on. */
const SOURCES = [
  '{lesson,protocol,src}/**/*.*',
  'astro.config.mjs',
  'package-lock.json',
  'course/{course-folder,read-course}.ts',
  'tools/{compress-site,course-packages,site}.ts',
]

/** And of its course: no home, and nothing that an author's own tools have put there. */
const COURSE_SOURCES = ['*.*', '{chapters,recordings,pictures}/**/*.*']

/** Lines of a failing build that its error shows. */
const SHOWN_LINES = 20

/** The site cannot be built; the message holds the builder's last lines. */
export class SiteError extends Error {
  override readonly name = 'SiteError'
}

export interface SiteOptions {
  /** Origin of the published site, where it has one. */
  readonly address?: string | undefined
  /** The folder of its course; the bundled one where it is not said. */
  readonly course?: string | undefined
  /** The path under which it is, with a slash at both ends; `/` where it is not said. */
  readonly base?: string | undefined
  /** Where the site is built; `dist/` where it is not said. */
  readonly directory?: string
  readonly signal?: AbortSignal | undefined
}

/** What a site is built of and where, with nothing left to a default. */
interface BuildOptions extends SiteOptions {
  readonly base: string
  readonly course: string
  readonly directory: string
}

/**
 * The built site, built anew where its sources have changed.
 * @returns its directory, and whether it was built now.
 * @throws {SiteError}
 */
export async function ensureSite(
  onProgress: (text: string) => void,
  { address, base = '/', course = BUNDLED_COURSE, directory = SITE, signal }: SiteOptions = {},
): Promise<{ directory: string; built: boolean }> {
  const hash = await hashOfSources({ address, base, course })
  const stamp = join(directory, STAMP)
  const builtFrom = await readFile(stamp, 'utf8').catch(() => undefined)
  if (builtFrom === hash) return { directory, built: false }
  await checkCourse(course)
  await expectWritable(directory)
  // By the site of before already, where there is one; then of pages that are new.
  expectNoPageAt(base, directory)
  await build(onProgress, { address, base, course, directory, signal })
  expectNoPageAt(base, directory)
  await compressSite(directory)
  await writeFile(stamp, hash)
  return { directory, built: true }
}

/** As a service's user may not: whoever installs the service builds the site. */
async function expectWritable(directory: string): Promise<void> {
  for (const folder of [directory, dirname(directory)]) {
    const { code } = (await access(folder, constants.W_OK).then(
      () => ({}),
      (error: unknown) => error,
    )) as NodeJS.ErrnoException
    if (code === undefined) return
    if (code === 'ENOENT') continue
    throw new SiteError(
      `The site must be built again, and this user may not write ${folder}. Build it as the user that may: npm run build; for the service, npm run service -- install.`,
    )
  }
}

/** @returns what of a host's settings the built site depends on. */
export function siteOf({
  SITE,
  BASE,
  COURSE,
}: Settings): Pick<SiteOptions, 'address' | 'base' | 'course'> {
  return { address: SITE, base: BASE, course: COURSE[0] }
}

/** @returns what readers open, on the site under `base` at that origin. */
export function pageAddress(origin: string, base: string): string {
  return base === '/' ? origin : origin + base
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

async function hashOfSources({
  address,
  base,
  course,
}: Omit<BuildOptions, 'directory'>): Promise<string> {
  const hash = createHash('sha256').update(`${address ?? ''}\0${base}\0${resolve(course)}\0`)
  const folders = [
    [PROJECT, SOURCES],
    [resolve(course), COURSE_SOURCES],
  ] as const
  for (const [folder, patterns] of folders) {
    const names: string[] = []
    for await (const name of glob(patterns, { cwd: folder })) names.push(name)
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
  { address, base, course }: Omit<BuildOptions, 'directory'>,
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
  { directory, signal, ...options }: BuildOptions,
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
  const lines = `${out}\n${err}`.split('\n').filter((line) => line.trim() !== '')
  throw new SiteError(`The site could not be built:\n${lines.slice(-SHOWN_LINES).join('\n')}`)
}
