import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type { Catalogue, CatalogueImage } from '../catalogue.ts'
import type { OwnImage } from '../own-image.ts'
import { CATALOGUE_PREFIX } from '../serve/registry-front.ts'
import { askRegistry, drop } from '../store/registry-address.ts'
import { RegistryProcess } from '../store/registry-process.ts'
import { HostTools, type HubTools } from '../store/tools.ts'
import { type DigestLock, readLock, writeLock } from './digest-lock.ts'
import { type CompressedLayers, readDockerArchive } from './docker-archive.ts'
import {
  AbsentError,
  DOCKER_HUB,
  fetchImage,
  type ImageSource,
  resolveTag,
  type SkopeoOptions,
  UnreachableError,
} from './docker-hub.ts'
import { lockForFilling } from './fill-lock.ts'
import { type FilledImages, FROM_DOCKER_HUB, nameOf, readFilled, writeFilled } from './filled.ts'
import { type ImageContent, MANIFEST_TYPES } from './image-content.ts'
import { pushImage } from './push-image.ts'
import type { StandInBuilder } from './stand-ins.ts'
import { makeWorkFolder, removeWorkFolders } from './work-folder.ts'

export interface FillOptions {
  /** The hub's folder, as `hubDirectory` gives it. */
  readonly directory: string
  readonly catalogue: Catalogue
  /** Those of the catalogue that are filled now, in this order; all of them by default. */
  readonly images?: readonly CatalogueImage[] | undefined
  readonly lockPath: string
  /** Takes what each tag is on Docker Hub today, whatever is pinned, and builds stand-ins again. */
  readonly anew?: boolean | undefined
  /** Where the real images are; absent where only stand-ins are wanted. */
  readonly source?: ImageSource | undefined
  readonly standIns: StandInBuilder
  /** The host's own by default. */
  readonly tools?: HubTools | undefined
  readonly onProgress?: (progress: FillProgress) => void
  readonly signal?: AbortSignal | undefined
}

export interface FillProgress {
  /** Which image it is, from 1 on, of how many. */
  readonly step: number
  readonly total: number
  readonly text: string
}

/**
 * Gives the hub every image of the catalogue: Docker Hub's own, at the digests of the lock file,
 * where it can be reached; else stand-ins. What is there already is left alone, so that a fill that
 * was cut off goes on where it was.
 * @returns what the hub serves now.
 * @throws when Docker Hub goes away in the middle, or a stand-in cannot be built.
 */
export async function fillCatalogue(options: FillOptions): Promise<FilledImages> {
  const { directory, catalogue, tools = new HostTools(), signal } = options
  const images = options.images ?? catalogue.images
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await using held = new AsyncDisposableStack()
  held.use(lockForFilling(directory))
  await removeWorkFolders(directory)
  const registry = held.use(
    await RegistryProcess.start({ directory, name: 'fill', tools, onFault: () => {} }),
  )
  const filling = new Filling({ ...options, tools }, registry, await readFilled(directory))
  held.defer(() => filling.cleanUp())
  try {
    for (const [index, image] of images.entries()) {
      signal?.throwIfAborted()
      await filling.fill(image, (text) =>
        options.onProgress?.({ step: index + 1, total: images.length, text }),
      )
    }
    return await filling.forgetOthers(catalogue.images)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? diskFull(directory, error) : error
  }
}

/**
 * @returns a line for each image that a fill has changed, such as `library/alpine:latest: new`.
 * @param before what the hub served before it.
 */
export function changesOf(before: FilledImages, after: FilledImages): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]]
    if (now === undefined) return [`${name}: removed`]
    if (old?.digest === now.digest) return []
    const what = now.from === FROM_DOCKER_HUB ? 'from Docker Hub' : 'a stand-in'
    if (old === undefined) return [`${name}: new, ${what}`]
    return [`${name}: ${shortDigest(old.digest)} -> ${shortDigest(now.digest)}, ${what}`]
  })
}

/** As `docker image ls` shortens them. */
function shortDigest(digest: string): string {
  return digest.slice('sha256:'.length).slice(0, 12)
}

/** @returns whether every one of those images is there, from wherever. */
export function isFilled(images: readonly CatalogueImage[], filled: FilledImages): boolean {
  return images.every((image) => {
    const known = filled[nameOf(image)]
    return known !== undefined && (image.own === undefined || known.from === image.own.recipe)
  })
}

class Filling {
  readonly #options: FillOptions & { readonly tools: HubTools }
  readonly #registry: RegistryProcess
  readonly #filled: FilledImages
  readonly #compressed: CompressedLayers = new Map()
  readonly #built = new Map<string, ImageContent>()
  /** Undefined until Docker Hub was asked for the first time. */
  #reachable: boolean | undefined
  #lock: DigestLock | undefined

  constructor(
    options: FillOptions & { readonly tools: HubTools },
    registry: RegistryProcess,
    filled: FilledImages,
  ) {
    this.#options = options
    this.#registry = registry
    this.#filled = filled
    if (options.source === undefined) this.#reachable = false
  }

  async fill(image: CatalogueImage, say: (text: string) => void): Promise<void> {
    const name = nameOf(image)
    const digest = await this.#resolve(image)
    const recipe = image.own?.recipe ?? this.#options.standIns.recipe
    const from = digest === undefined ? recipe : FROM_DOCKER_HUB
    if (await this.#has(image, digest)) return say(`${name} is there`)
    if (digest !== undefined) say(`${name}: copying from Docker Hub`)
    else if (image.own) say(`${name}: taking it from the course`)
    else say(`${name}: building a stand-in`)
    const directory = await makeWorkFolder(this.#options.directory)
    const content =
      digest !== undefined
        ? await this.#fetch(image, digest, directory)
        : image.own
          ? await this.#own(image.own, directory)
          : await this.#standIn(image, directory)
    const served = await pushImage(content, {
      registry: this.#registry.address,
      repository: CATALOGUE_PREFIX + image.repository,
      tag: image.tag,
      mountFrom: this.#otherRepositories(image.repository),
      signal: this.#options.signal,
    })
    this.#filled[name] = { digest: served, from, ...(digest !== undefined && { pinned: digest }) }
    await writeFilled(this.#options.directory, this.#filled)
    say(`${name} is there`)
  }

  /** Images that the catalogue no longer names are no longer served as its own. */
  async forgetOthers(images: readonly CatalogueImage[]): Promise<FilledImages> {
    const names = new Set(images.map(nameOf))
    const kept = Object.fromEntries(
      Object.entries(this.#filled).filter(([name]) => names.has(name)),
    )
    await writeFilled(this.#options.directory, kept)
    return kept
  }

  async cleanUp(): Promise<void> {
    const { standIns } = this.#options
    // Those of an earlier fill that was killed, too.
    if (this.#reachable === false || this.#built.size > 0) await standIns.removeAll()
    await removeWorkFolders(this.#options.directory)
  }

  /** @returns the digest on Docker Hub; undefined where a stand-in is to be served. */
  async #resolve(image: CatalogueImage): Promise<string | undefined> {
    const { source, lockPath, directory } = this.#options
    if (source === undefined || this.#reachable === false || image.own) return undefined
    this.#lock ??= await readLock(lockPath)
    const name = nameOf(image)
    const kept = this.#lock[name]
    const pinned = this.#options.anew ? undefined : kept
    // The first question also tells whether Docker Hub can be reached.
    if (pinned !== undefined && this.#reachable) return pinned
    try {
      const digest = await resolveTag(this.#skopeo(directory), image.repository, image.tag)
      this.#reachable = true
      if (pinned !== undefined) return pinned
      this.#lock[name] = digest
      await writeLock(lockPath, this.#lock)
      return digest
    } catch (error) {
      if (error instanceof AbsentError) {
        this.#reachable = true
        return kept
      }
      if (!(error instanceof UnreachableError)) throw error
      if (this.#reachable) throw wentAway(error)
      this.#reachable = false
      return undefined
    }
  }

  #skopeo(directory: string): SkopeoOptions {
    const { source = DOCKER_HUB, tools, signal } = this.#options
    return { source, tools, directory, signal }
  }

  async #fetch(image: CatalogueImage, digest: string, directory: string): Promise<ImageContent> {
    try {
      return await fetchImage(this.#skopeo(directory), image.repository, digest)
    } catch (error) {
      if (error instanceof UnreachableError) throw wentAway(error)
      throw error
    }
  }

  async #own({ path, kind, recipe }: OwnImage, directory: string): Promise<ImageContent> {
    const { standIns, signal } = this.#options
    const built = this.#built.get(recipe)
    if (built) return built
    const archive =
      kind === 'archive' ? createReadStream(path) : await standIns.buildFolder(path, { signal })
    const compressed = this.#compressed
    const content = await readDockerArchive(archive, { directory, compressed, signal }).catch(
      (cause: Error) => {
        signal?.throwIfAborted()
        throw new Error(`${path} is no archive of docker save with one image: ${cause.message}`, {
          cause,
        })
      },
    )
    this.#built.set(recipe, content)
    return content
  }

  async #standIn(image: CatalogueImage, directory: string): Promise<ImageContent> {
    const { standIns, signal } = this.#options
    const { standIn } = image
    if (standIn === undefined) {
      throw new Error(
        `${nameOf(image)} has no stand-in, and Docker Hub cannot be reached: give it one in images.yaml, or leave it out.`,
      )
    }
    const built = this.#built.get(standIn)
    if (built) return built
    await standIns.build(standIn, { signal })
    const content = await readDockerArchive(await standIns.save(standIn), {
      directory,
      compressed: this.#compressed,
      signal,
    })
    this.#built.set(standIn, content)
    return content
  }

  async #has(image: CatalogueImage, digest: string | undefined): Promise<boolean> {
    const known = this.#filled[nameOf(image)]
    if (known === undefined) return false
    if (image.own && known.from !== image.own.recipe) return false
    // A real image is never replaced by a stand-in; a stand-in by another one when that is asked for.
    const isStandInToStay =
      known.from === FROM_DOCKER_HUB || image.own !== undefined || !this.#options.anew
    if (digest === undefined ? !isStandInToStay : known.pinned !== digest) return false
    const answer = await askRegistry(this.#registry.address, {
      method: 'HEAD',
      path: `/v2/${CATALOGUE_PREFIX}${image.repository}/manifests/${image.tag}`,
      headers: { accept: MANIFEST_TYPES.join(', ') },
    })
    drop(answer)
    return answer.headers['docker-content-digest'] === known.digest
  }

  #otherRepositories(repository: string): string[] {
    const repositories = Object.keys(this.#filled).map((name) => name.slice(0, name.indexOf(':')))
    return [...new Set(repositories)]
      .filter((other) => other !== repository)
      .map((other) => CATALOGUE_PREFIX + other)
  }
}

function diskFull(directory: string, cause: unknown): Error {
  return new Error(
    `The disk is full: filling the hub takes up to 3 GB in ${directory}. What is there already stays.`,
    { cause },
  )
}

function wentAway(cause: Error): Error {
  return new Error(
    `Docker Hub stopped answering: ${cause.message} Fill again later; what was copied stays.`,
    { cause },
  )
}
