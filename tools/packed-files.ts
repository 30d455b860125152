import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { BUNDLED_COURSE, type CourseFolder } from '../course/course-folder.ts'
import { hubDirectory } from '../sandbox-server/hub/hub.ts'
import { PACKED_IMAGES } from '../sandbox-server/images/packed-images.ts'
import { catalogueFiles } from './packed-hub.ts'
import { isOfPackages, serverPackages } from './packed-node-modules.ts'
import { SHIPPED } from './shipped.ts'
import type { ArchiveEntry } from './write-archive.ts'

const PROJECT = join(import.meta.dirname, '..')

/** For people, besides what the server needs. */
const FOR_PEOPLE = ['README.md', 'CHANGELOG.md', 'docs']

/** The program that starts an unpacked archive, and where it is in the project. */
const PROGRAM = { name: 'blitz', from: 'deploy/blitz' }

/** Says what an unpacked archive must hold; see `deploy/archive-check.mjs`. */
const LIST = 'packed.json'

/** The last file: where it is missing, what came before was not whole. */
const LAST = 'whole'

/** What Node needs and the smallest systems lack. */
const LIBRARY = 'libatomic.so.1'

export interface PackedFiles {
  readonly version: string
  /** As `uname -m` says it. */
  readonly machine: string
  /** The images of the archive, as `docker save` writes them. */
  readonly images: string
  readonly stateDirectory: string
  /** The courses that are not the bundled one. */
  readonly courses: readonly CourseFolder[]
  /** What the archive is started with where a host sets nothing else, by the names of settings. */
  readonly settings: Readonly<Record<string, string>>
}

/** Everything that an archive holds, in its order, and how many bytes of files that are. */
export async function packedFiles(
  options: PackedFiles,
): Promise<{ entries: readonly ArchiveEntry[]; bytes: number }> {
  const { version, machine, images, stateDirectory, courses, settings } = options
  const hub = hubDirectory(stateDirectory)
  const files = [
    ...(await filesOfProject()),
    ...(await filesOfPackages()),
    ...(await library()),
    ...(await filesOfCourses(courses)),
    ...(await catalogueFiles(hub)).map((path) => file(join('.blitz/hub', path), join(hub, path))),
    file(PACKED_IMAGES, images),
  ]
  const sizes: Record<string, number> = {}
  let bytes = 0
  for (const { name, path } of files) {
    const status = await lstat(path)
    if (status.isSymbolicLink()) continue
    sizes[name] = status.size
    bytes += status.size
  }
  const lines = Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
  const text = (name: string, content: string) => ({ name, from: { text: content } })
  return {
    bytes,
    entries: [
      { name: PROGRAM.name, from: { path: join(PROJECT, PROGRAM.from) } },
      text('machine', `${machine}\n`),
      text('settings', lines),
      text(LIST, JSON.stringify({ version, files: sizes })),
      ...files.map(({ name, path }) => ({ name, from: { path } })),
      text(LAST, `${version}\n`),
    ],
  }
}

interface PackedFile {
  readonly name: string
  /** Where it is now. */
  readonly path: string
}

function file(name: string, path: string): PackedFile {
  return { name, path }
}

async function filesOfProject(): Promise<PackedFile[]> {
  const names: string[] = []
  for (const part of [...SHIPPED, ...FOR_PEOPLE, 'dist']) names.push(...(await below(part)))
  return names.map((name) => file(name, join(PROJECT, name)))
}

/** @returns where a course is in an unpacked archive; the bundled one is where it is in the project. */
export function packedPath({ directory, file: { name } }: CourseFolder): string {
  return directory === BUNDLED_COURSE ? relative(PROJECT, directory) : join('courses', name)
}

/** Without what begins with a dot, such as `.git`, and without packages. */
export async function filesOfCourses(
  courses: readonly CourseFolder[],
): Promise<readonly PackedFile[]> {
  const found: PackedFile[] = []
  for (const course of courses) {
    if (course.directory === BUNDLED_COURSE) continue
    const options = { recursive: true, withFileTypes: true } as const
    for (const entry of await readdir(course.directory, options)) {
      const path = join(entry.parentPath, entry.name)
      const inside = relative(course.directory, path)
      if (!entry.isFile() || /^(?:\.|node_modules\/)/.test(inside)) continue
      found.push(file(join(packedPath(course), inside), path))
    }
  }
  return found
}

async function filesOfPackages(): Promise<PackedFile[]> {
  const isWanted = isOfPackages(await serverPackages(PROJECT))
  const names = (await below('node_modules')).filter(isWanted)
  const there = await Promise.all(names.map(leadsSomewhere))
  // A program of a package that is for development alone.
  return names.filter((_, index) => there[index]).map((name) => file(name, join(PROJECT, name)))

  async function leadsSomewhere(name: string): Promise<boolean> {
    if (!name.startsWith('node_modules/.bin/')) return true
    const path = await realpath(join(PROJECT, name)).catch(() => undefined)
    return path !== undefined && isWanted(path.slice(PROJECT.length + 1))
  }
}

/** The library of the very Node that packs, as it is loaded. */
async function library(): Promise<PackedFile[]> {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] }
  const found = sharedObjects.find((path) => path.endsWith(`/${LIBRARY}`))
  return found === undefined ? [] : [file(`lib/${LIBRARY}`, await realpath(found))]
}

/** Files and links in a folder of the project, by their paths in the project. */
async function below(path: string): Promise<string[]> {
  const status = await lstat(join(PROJECT, path))
  if (!status.isDirectory()) return [path]
  const names = (await readdir(join(PROJECT, path))).sort()
  const found = await Promise.all(names.map((name) => below(join(path, name))))
  return found.flat()
}

/** @returns the size of a file in bytes. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}
