import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import { buildContext } from '../images/build-context.ts'

/** Begins what is kept of where such an image came from; Docker Hub has no image of a course. */
const RECIPE = 'course:'

/** An image that a course brings along, as files. */
export interface OwnImage {
  /** Absolute: a folder with a Dockerfile, or an archive of `docker save`. */
  readonly path: string
  readonly kind: 'dockerfile' | 'archive'
  /** Changes whenever its files do. */
  readonly recipe: string
}

/**
 * Finds the files of an image of a course.
 * @param path as the course names it, relative to its folder.
 * @throws with the rest of a sentence that begins with the path.
 */
export async function findOwnImage(folder: string, path: string): Promise<OwnImage> {
  const real = await realpath(join(folder, path)).catch(() => undefined)
  if (real === undefined) throw new Error('and there is nothing at that path')
  const below = relative(await realpath(folder), real)
  if (below.startsWith('..') || isAbsolute(below)) {
    throw new Error('which is outside of the folder of the course')
  }
  if (!(await stat(real)).isDirectory()) {
    return { path: real, kind: 'archive', recipe: RECIPE + (await hashOf(real)) }
  }
  const parts = await readdir(real)
  if (!parts.includes('Dockerfile')) throw new Error('and there is no Dockerfile in it')
  const { hash } = await buildContext(real, parts)
  return { path: real, kind: 'dockerfile', recipe: RECIPE + hash }
}

/** Whether what is kept of an image says that a course brought it. */
export function isOfCourse(from: string): boolean {
  return from.startsWith(RECIPE)
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex').slice(0, 12)
}
