import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { followProgress } from '../../../sandbox-server/images/follow-progress.ts'
import { saveImages } from '../../../tools/save-images.ts'
import type { TestMachine } from './machine.ts'
import { run } from './run.ts'

/** Data of images that nobody has used for so long is removed; milliseconds. */
const KEPT_MILLISECONDS = 60 * 60_000

/** Names that begin so hold the data of an engine that has some images, and nothing else. */
const PREFIX = 'images-'

/** Layers of images, which an engine reads and never writes once they are there. */
const LAYERS = 'overlay2'

/**
 * Data of an engine with images in it, made once and then given to each machine: its layers by hard
 * links, which is 20 times faster than loading them and needs no room on the disk.
 */
export class EngineData {
  readonly #folder: string
  readonly #images: readonly string[]
  readonly #source: Docker

  private constructor(folder: string, images: readonly string[], source: Docker) {
    this.#folder = folder
    this.#images = images
    this.#source = source
  }

  /**
   * @param store a folder for data, on the disk that the machines have theirs on.
   * @param images names of images that `source` has.
   */
  static async of(store: string, images: readonly string[], source: Docker): Promise<EngineData> {
    const described = await Promise.all(images.map((name) => source.getImage(name).inspect()))
    const ids = described.map(({ Id }, index) => `${images[index]} ${Id}`)
    const hash = createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 12)
    await removeOld(store)
    return new EngineData(join(store, PREFIX + hash), images, source)
  }

  async isThere(): Promise<boolean> {
    const now = new Date()
    return utimes(this.#folder, now, now).then(
      () => true,
      () => false,
    )
  }

  /** Makes it by way of a machine that is off, and has nothing, and is off again at the end. */
  async make(machine: TestMachine): Promise<void> {
    const archive = `${machine.data}.tar`
    await saveImages(this.#source, {
      names: this.#images,
      path: archive,
      onProgress: () => {},
      signal: new AbortController().signal,
    })
    await machine.start()
    const loading = await machine.docker.loadImage(createReadStream(archive), { quiet: true })
    await followProgress(machine.docker, loading)
    await machine.stop()
    await rm(archive)
    await rename(machine.data, this.#folder)
  }

  async copyTo(folder: string): Promise<void> {
    await mkdir(folder, { mode: 0o711 })
    for (const name of await readdir(this.#folder)) {
      const how = name === LAYERS ? '-al' : '-a'
      await run(['cp', how, join(this.#folder, name), folder])
    }
  }
}

async function removeOld(store: string): Promise<void> {
  for (const name of (await readdir(store)).filter((each) => each.startsWith(PREFIX))) {
    const folder = join(store, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > KEPT_MILLISECONDS) await rm(folder, { recursive: true, force: true })
  }
}
