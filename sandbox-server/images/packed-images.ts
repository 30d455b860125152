import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { installation } from '../common/installation.ts'
import { engineSentence } from '../drivers/docker-engine/engine-error.ts'
import { DriverError } from '../drivers/driver.ts'
import type { ImageProgress } from './build-image.ts'
import { followProgress } from './follow-progress.ts'

/** Of an archive of `npm run pack`: its images, as `docker save` writes them. */
export const PACKED_IMAGES = 'images.tar'

const PATH = join(import.meta.dirname, '../..', PACKED_IMAGES)

const MIB = 1024 * 1024

/**
 * Loads the images that an unpacked archive has brought into the engine.
 * @param path of the file that holds them.
 * @returns false where this is no archive, or its file was removed.
 * @throws {DriverError} with the engine's words.
 */
export async function loadPackedImages(
  docker: Docker,
  { onProgress, signal }: ImageProgress = {},
  path = installation() === 'archive' ? PATH : undefined,
): Promise<boolean> {
  if (path === undefined) return false
  try {
    await access(path)
  } catch {
    return false
  }
  const images = Readable.from(
    told(createReadStream(path, { ...(signal && { signal }) }), (bytes) =>
      onProgress?.({ text: `Loading images of the archive, ${Math.round(bytes / MIB)} MiB` }),
    ),
  )
  try {
    await followProgress(docker, await docker.loadImage(images))
  } catch (error) {
    signal?.throwIfAborted()
    const sentence = engineSentence('The images of the archive could not be loaded', error)
    throw new DriverError(sentence, { cause: error })
  } finally {
    images.destroy()
  }
  return true
}

/** Hands on what is read, and tells how many bytes that were so far. */
async function* told(file: Readable, tell: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of file) {
    bytes += chunk.length
    tell(bytes)
    yield chunk
  }
}
