import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'

const run = promisify(execFile)

/** A program of the image, as its own file tells how it was built. */
export interface ShippedProgram {
  readonly path: string
  /** Permissions, with the set-uid and set-gid bits. */
  readonly mode: number
  /** What `readelf` says of its header, segments, dynamic section and dynamic symbols. */
  readonly elf: string
}

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1')
/** Where the image has programs; each is an archive of the engine's. */
const FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/libexec', '/usr/local']

/** Every program in the machine's own code that an image has, by its path. */
export async function shippedPrograms(
  docker: Docker,
  image: string,
): Promise<ReadonlyMap<string, ShippedProgram>> {
  const container = await docker.createContainer({ Image: image })
  const directory = await mkdtemp(join(tmpdir(), 'blitz-programs-'))
  try {
    const found: Omit<ShippedProgram, 'elf'>[] = []
    for (const folder of FOLDERS) {
      const archive = (await container.getArchive({ path: folder })) as Readable
      for await (const entry of archive.pipe(extract())) {
        const { name, type, mode = 0 } = entry.header
        const isProgram = type === 'file' && (mode & 0o111) !== 0
        if (isProgram && (await save(entry, join(directory, String(found.length))))) {
          found.push({ path: join(folder, '..', name), mode })
        } else {
          entry.resume()
        }
      }
    }
    const said = await readElf(directory, found.length)
    return new Map(found.map((one, index) => [one.path, { ...one, elf: said[index] ?? '' }]))
  } finally {
    await rm(directory, { recursive: true })
    await container.remove()
  }
}

/** Writes a file of an archive where it is a program. @returns whether it is one. */
async function save(entry: AsyncIterable<unknown>, path: string): Promise<boolean> {
  const target = await open(path, 'w')
  try {
    let isElf = false
    for await (const bytes of entry as AsyncIterable<Buffer>) {
      isElf ||= bytes.subarray(0, ELF_MAGIC.length).equals(ELF_MAGIC)
      if (isElf) await target.write(bytes)
    }
    return isElf
  } finally {
    await target.close()
  }
}

/** @returns what is said of each of the files, which are named by their numbers. */
async function readElf(directory: string, count: number): Promise<string[]> {
  const files = Array.from({ length: count }, (_, index) => String(index))
  const words = ['--wide', '--file-header', '--segments', '--dynamic', '--dyn-syms', ...files]
  const { stdout } = await run('readelf', words, {
    cwd: directory,
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 256 * 1024 * 1024,
  })
  return stdout.split(/^File: \d+$/m).slice(1)
}
