import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type Pack, pack } from 'tar-stream'
import { DriverError } from '../drivers/driver.ts'

interface ContextFile {
  readonly name: string
  readonly mode: number
  readonly content: Buffer
}

export interface BuildContext {
  /** Over names, modes and contents. */
  readonly hash: string
  /** As a tar archive, which is what the engine takes. */
  pack(): Pack
  /** Adds the files to an archive, each below that folder, which ends with a slash. */
  addTo(archive: Pack, folder: string): void
}

/**
 * The files from which images are built.
 * @param parts the entries of the folder that belong to them.
 */
export async function buildContext(
  directory: string,
  parts: readonly string[],
): Promise<BuildContext> {
  const files = (
    await Promise.all(parts.map((part) => read(directory, join(directory, part))))
  ).flat()
  const hash = createHash('sha256')
  for (const { name, mode, content } of files) {
    hash.update(`${name}\0${mode}\0${content.length}\0`).update(content)
  }
  const addTo = (archive: Pack, folder: string) => {
    for (const { name, mode, content } of files) {
      archive.entry({ name: `${folder}${name}`, mode }, content)
    }
  }
  return {
    hash: hash.digest('hex').slice(0, 12),
    addTo,
    pack() {
      const archive = pack()
      addTo(archive, '')
      archive.finalize()
      return archive
    },
  }
}

async function read(directory: string, path: string): Promise<ContextFile[]> {
  const status = await lstat(path)
  // It may lead anywhere, and what it leads to would be in the image of everybody.
  if (status.isSymbolicLink())
    throw new DriverError(`${path} is a link: put the file itself there.`)
  if (status.isDirectory()) {
    const names = (await readdir(path)).sort()
    return (await Promise.all(names.map((name) => read(directory, join(path, name))))).flat()
  }
  // Of the mode only what git keeps: a clone by another user gives the same hash.
  const mode = status.mode & 0o100 ? 0o755 : 0o644
  return [{ name: relative(directory, path), mode, content: await readFile(path) }]
}
