import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type Pack, pack } from 'tar-stream'

const DIRECTORY = join(import.meta.dirname, '../../../sandbox')

/** What goes into the image; the rest of the folder is for the server. */
const PARTS = ['Dockerfile', 'dpkg-exclude', 'home', 'images', 'rootfs']

interface ContextFile {
  readonly name: string
  readonly mode: number
  readonly content: Buffer
}

/**
 * The files from which the sandbox image is built.
 * @returns a hash over names, modes and contents, and how to pack them as a tar archive.
 */
export async function buildContext(): Promise<{ hash: string; pack(): Pack }> {
  const files = (await Promise.all(PARTS.map((part) => read(join(DIRECTORY, part))))).flat()
  const hash = createHash('sha256')
  for (const { name, mode, content } of files) {
    hash.update(`${name}\0${mode}\0${content.length}\0`).update(content)
  }
  return {
    hash: hash.digest('hex').slice(0, 12),
    pack() {
      const archive = pack()
      for (const { name, mode, content } of files) archive.entry({ name, mode }, content)
      archive.finalize()
      return archive
    },
  }
}

async function read(path: string): Promise<ContextFile[]> {
  const status = await stat(path)
  if (status.isDirectory()) {
    const names = (await readdir(path)).sort()
    return (await Promise.all(names.map((name) => read(join(path, name))))).flat()
  }
  // Of the mode only what git keeps: a clone by another user gives the same hash.
  const mode = status.mode & 0o100 ? 0o755 : 0o644
  return [{ name: relative(DIRECTORY, path), mode, content: await readFile(path) }]
}
