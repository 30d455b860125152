import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CATALOGUE_PREFIX } from '../sandbox-server/hub/serve/registry-front.ts'

/** Where CNCF distribution keeps its files, in the hub's folder (distribution, `paths.go`). */
const REGISTRY = 'storage/docker/registry/v2'

/** What the hub serves, by name and digest. */
const RECORD = 'filled.json'

/**
 * The files of a hub that hold its catalogue. What readers have pushed is theirs, and is not among
 * them.
 * @param directory the hub's folder.
 * @returns paths in that folder; none where nothing is filled.
 */
export async function catalogueFiles(directory: string): Promise<readonly string[]> {
  const repositories = join(REGISTRY, 'repositories', CATALOGUE_PREFIX)
  const links = (await filesBelow(directory, repositories)).filter((path) =>
    /\/_(layers|manifests)\/.*\/link$/.test(path),
  )
  if (links.length === 0) return []
  const digests = new Set<string>()
  for (const path of links) digests.add((await readFile(join(directory, path), 'utf8')).trim())
  const blobs: string[] = []
  for (const digest of digests) {
    const [algorithm = '', hash = ''] = digest.split(':')
    const path = join(REGISTRY, 'blobs', algorithm, hash.slice(0, 2), hash, 'data')
    // A layer that was mounted and not kept has a link alone.
    if (await exists(join(directory, path))) blobs.push(path)
  }
  return [RECORD, ...links, ...blobs]
}

async function filesBelow(directory: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(directory, path) : [path]
    }),
  )
  return found.flat()
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
