import { join } from 'node:path'
import type Docker from 'dockerode'
import { engineSentence, isNotFound } from '../drivers/docker-engine/engine-error.ts'
import { BUILD_STAGE_LABEL } from '../drivers/docker-engine/labels.ts'
import { DriverError } from '../drivers/driver.ts'
import { ensureBaseImage } from './base-image.ts'
import { type BuildContext, buildContext } from './build-context.ts'
import { followProgress } from './follow-progress.ts'

const REPOSITORY = 'docker-blitz/sandbox'

const DIRECTORY = join(import.meta.dirname, '../../sandbox')
/** What goes into the image; the rest of the folder is for the server. */
const PARTS = ['Dockerfile', 'dpkg-exclude', 'home', 'images', 'programs', 'rootfs']

/** A day: another checkout on the same engine may be about to use a younger image of its own. */
const KEPT_SECONDS = 24 * 60 * 60

/** Lines of a failing build step that its error shows. */
const SHOWN_LINES = 5

export interface ImageProgress {
  /** Told what is being done; `step` of `total` where the engine counts. */
  readonly onProgress?: (progress: { text: string; step?: number; total?: number }) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * The sandbox image for the files of `sandbox/` as they are now: built where the engine does not
 * have it, and named by their hash, so that nothing is built twice. Older ones are removed.
 * @returns the image's name.
 * @throws {DriverError} with the last lines of the step that failed.
 */
export async function ensureSandboxImage(
  docker: Docker,
  options: ImageProgress = {},
): Promise<string> {
  const context = await buildContext(DIRECTORY, PARTS)
  const image = `${REPOSITORY}:${context.hash}`
  if (await hasImage(docker, image)) return image
  await ensureBaseImage(docker, options)
  options.signal?.throwIfAborted()
  await buildImage(docker, { image, what: 'The sandbox image', context }, options)
  await removeOthers(docker, image)
  return image
}

export async function hasImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect()
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

export interface ImageBuild {
  /** The name that it gets. */
  readonly image: string
  /** What an error calls it. */
  readonly what: string
  readonly context: BuildContext
  /** The stage to build; the last one by default. */
  readonly target?: string
}

/** @throws {DriverError} with the last lines of the step that failed. */
export async function buildImage(
  docker: Docker,
  { image, what, context, target }: ImageBuild,
  { onProgress, signal }: ImageProgress,
): Promise<void> {
  const lines: string[] = []
  const stream = await docker.buildImage(context.pack() as unknown as NodeJS.ReadableStream, {
    t: image,
    ...(target !== undefined && { target }),
    // Packages come by the host's own network, whatever the engine's bridge can reach.
    networkmode: 'host',
    rm: true,
    forcerm: true,
    ...(signal && { abortSignal: signal }),
  })
  await followProgress(docker, stream, (text) => {
    lines.push(...text.split('\n').filter(Boolean))
    const [, step, total, command] = /^Step (\d+)\/(\d+) : (.*)/.exec(text) ?? []
    if (command) onProgress?.({ text: command, step: Number(step), total: Number(total) })
  }).catch((error: unknown) => {
    signal?.throwIfAborted()
    const said = lines.slice(-SHOWN_LINES).join('\n')
    throw new DriverError(`${engineSentence(`${what} could not be built`, error)}\n${said}`, {
      cause: error,
    })
  })
}

/** Images of earlier versions, and the stages of this build that no image holds on to. */
async function removeOthers(docker: Docker, image: string): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [REPOSITORY] } })
  const kept = Date.now() / 1000 - KEPT_SECONDS
  const tags = images
    .filter(({ Created }) => Created < kept)
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag !== image)
  // One that a sandbox still uses stays, and goes the next time.
  await Promise.allSettled(tags.map((tag) => docker.getImage(tag).remove()))
  await docker.pruneImages({ filters: { dangling: ['true'], label: [BUILD_STAGE_LABEL] } })
}
