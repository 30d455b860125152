import { readFile, rename, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { DIGEST_PATTERN } from '../serve/repository-name.ts'

const lockFile = z.record(z.string(), z.string().regex(new RegExp(`^${DIGEST_PATTERN}$`)))

/** Which digest each `repository:tag` of Docker Hub is pinned to. */
export type DigestLock = z.infer<typeof lockFile>

export async function readLock(path: string): Promise<DigestLock> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  try {
    return lockFile.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path} is no lock file. Delete it, and a new one is made.`, { cause })
  }
}

/**
 * Keeps the digests for the next fill. In a folder that may not be written, such as a course in a
 * container's read-only volume, they stay as they are, and the next fill asks Docker Hub again.
 */
export async function writeLock(path: string, lock: DigestLock): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)))
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(sorted, undefined, 2)}\n`)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return
    throw error
  }
  await rename(`${path}.new`, path)
}
