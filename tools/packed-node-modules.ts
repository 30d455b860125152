import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>
}

/** The folder of npm's packages, and that of links to their programs. */
const FOLDER = 'node_modules'
const PROGRAMS = `${FOLDER}/.bin`

/**
 * The folders of the packages that the server needs, as npm installs them without those that are for
 * development alone. A folder holds the packages that are named in it too; those have an entry each.
 */
export async function serverPackages(project: string): Promise<readonly string[]> {
  const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as LockFile
  return Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && dev !== true)
    .map(([folder]) => folder)
}

/** @returns whether a file of `node_modules` belongs to one of those packages. */
export function isOfPackages(packages: readonly string[]): (path: string) => boolean {
  const known = new Set(packages)
  return (path) => {
    if (path.startsWith(`${PROGRAMS}/`)) return true
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
    return folder !== undefined && known.has(folder)
  }
}
