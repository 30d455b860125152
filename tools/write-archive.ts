import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { lstat, readlink, rename, rm } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Pack, pack } from 'tar-stream'

/** Most of what is packed is compressed already: a higher level takes longer and gains nothing. */
const LEVEL = 3

/** One file or link of an archive. */
export interface ArchiveEntry {
  readonly name: string
  /** Where it is now; else its text. */
  readonly from: { readonly path: string } | { readonly text: string }
  /** Of a text; a file keeps its own. */
  readonly mode?: number
}

export interface WriteArchive {
  readonly path: string
  /** The one folder that it unpacks to. */
  readonly folder: string
  readonly entries: readonly ArchiveEntry[]
  /** Told how many bytes of all files are in it. */
  readonly onProgress: (bytes: number) => void
  readonly signal: AbortSignal
}

/**
 * Writes a tar archive, compressed by gzip, which is at its place when it is whole and not before.
 * @returns its SHA-256, in hexadecimal digits.
 * @throws what the file system says; nothing is left then.
 */
export async function writeArchive(options: WriteArchive): Promise<string> {
  const partial = `${options.path}.partial`
  const archive = pack()
  const hash = createHash('sha256')
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    const { signal } = options
    const written = pipeline(
      archive,
      createGzip({ level: LEVEL }),
      counted,
      createWriteStream(partial),
      { signal },
    )
    await Promise.all([written, addAll(archive, options)])
    await rename(partial, options.path)
    return hash.digest('hex')
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function addAll(
  archive: Pack,
  { folder, entries, onProgress, signal }: WriteArchive,
): Promise<void> {
  let bytes = 0
  try {
    for (const { name, from, mode } of entries) {
      signal.throwIfAborted()
      const path = `${folder}/${name}`
      if ('text' in from) await addText(archive, path, from.text, mode)
      else {
        bytes += await addFile(archive, path, from.path)
        onProgress(bytes)
      }
    }
    archive.finalize()
  } catch (error) {
    // Else whoever reads it waits for more.
    archive.destroy(error as Error)
    throw error
  }
}

async function addText(archive: Pack, name: string, text: string, mode = 0o644): Promise<void> {
  await added((done) => archive.entry({ name, mode, mtime: new Date() }, text, done))
}

/** @returns its size in bytes. */
async function addFile(archive: Pack, name: string, path: string): Promise<number> {
  const status = await lstat(path)
  const { size, mtime } = status
  if (status.isSymbolicLink()) {
    const linkname = await readlink(path)
    await added((done) => archive.entry({ name, type: 'symlink', linkname, mtime }, done))
    return 0
  }
  const entry = archive.entry({ name, size, mode: status.mode & 0o777, mtime })
  await pipeline(createReadStream(path), entry)
  return size
}

function added(add: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    add((error) => (error ? reject(error) : resolve()))
  })
}
