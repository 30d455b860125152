import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type Docker from 'dockerode'
import { EngineApart } from '../tests/support/engine-apart.ts'
import type { Cache } from './cache.ts'
import { makeDisk } from './disk.ts'
import type { RunProgramOptions } from './run-program.ts'
import type { System } from './systems.ts'

const GIBIBYTES = 16

export interface ImageDiskWish {
  /** The engine here that has the sandbox image. */
  readonly docker: Docker
  readonly image: string
  readonly as: System['image']
}

/**
 * A disk with the sandbox image: from the cache where the image is the same. Docker's own folder is
 * made by an engine apart from the one here, since loading the image in emulation takes minutes.
 */
export async function ensureImageDisk(
  { docker, image, as }: ImageDiskWish,
  cache: Cache,
  options: RunProgramOptions,
): Promise<string> {
  const { Id } = await docker.getImage(image).inspect()
  const prefix = `image-as-${as}`
  const made = `${prefix}-${Id.replace('sha256:', '').slice(0, 12)}`
  const path = cache.path(made)
  if (await cache.has(made)) return path
  await cache.keepOnly(prefix, made)
  const work = await mkdtemp(`${path}-`)
  try {
    const saved = await docker.getImage(image).get()
    if (as === 'file') {
      const tree = join(work, 'tree')
      await mkdir(tree)
      await pipeline(saved, createWriteStream(join(tree, 'image.tar')), options)
      await makeDisk({ tree, path, gibibytes: GIBIBYTES }, options)
    } else {
      await using engine = await EngineApart.make()
      const { engine: apart } = await engine.start({ signal: options.signal })
      options.tell?.('loading the sandbox image')
      const answer = await apart.docker.loadImage(saved)
      for await (const _ of answer) options.signal.throwIfAborted()
      await engine.stop()
      options.tell?.('making the disk')
      await makeDisk({ tree: join(engine.directory, 'data'), path, gibibytes: GIBIBYTES }, options)
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return path
}
