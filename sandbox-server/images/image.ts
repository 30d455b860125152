import { join } from 'node:path'
import type Docker from 'dockerode'
import { BUILD_STAGE_LABEL } from '../drivers/docker-engine/labels.ts'
import { ensureBaseImage } from './base-image.ts'
import { type BuildContext, buildContext } from './build-context.ts'
import { buildImage, hasImage, type ImageProgress } from './build-image.ts'
import { loadPackedImages } from './packed-images.ts'

const REPOSITORY = 'docker-blitz/sandbox'

const DIRECTORY = join(import.meta.dirname, '../../sandbox')
/** What goes into the image; the rest of the folder is for the server. */
const PARTS = ['Dockerfile', 'dpkg-exclude', 'home', 'images', 'programs', 'rootfs']

/** A day: another checkout on the same engine may be about to use a younger image of its own. */
const KEPT_SECONDS = 24 * 60 * 60

export interface SandboxImageOptions extends ImageProgress {
  /** The release of Debian that its Docker comes from. */
  readonly debian: string
}

/**
 * The sandbox image for the files of `sandbox/` as they are now: where the engine does not have it,
 * loaded from the archive that this is, else built, and named by the release of its Docker and by their hash, so that nothing is built twice.
 * Older ones are removed.
 * @returns the image's name.
 * @throws {DriverError} with the last lines of the step that failed.
 */
export async function ensureSandboxImage(
  docker: Docker,
  { debian, ...options }: SandboxImageOptions,
): Promise<string> {
  const { image, context } = await describe(debian)
  if (await hasImage(docker, image)) return image
  if ((await loadPackedImages(docker, options)) && (await hasImage(docker, image))) return image
  await build(docker, { image, context, debian, isFresh: false }, options)
  return image
}

/** @returns the name of the image that `ensureSandboxImage` makes, where the engine has it. */
export async function findSandboxImage(
  docker: Docker,
  debian: string,
): Promise<string | undefined> {
  const { image } = await describe(debian)
  return (await hasImage(docker, image)) ? image : undefined
}

/**
 * Builds the sandbox image again, of Debian's packages as they are now, under the same name.
 * Sandboxes that run keep the old one, which goes with the last of them; new ones have the new one.
 * @returns the image's name.
 * @throws {DriverError} with the last lines of the step that failed; the old image stays in use.
 */
export async function renewSandboxImage(
  docker: Docker,
  { debian, ...options }: SandboxImageOptions,
): Promise<string> {
  const { image, context } = await describe(debian)
  await build(docker, { image, context, debian, isFresh: true }, options)
  return image
}

async function describe(debian: string): Promise<{ image: string; context: BuildContext }> {
  const context = await buildContext(DIRECTORY, PARTS)
  return { image: `${REPOSITORY}:${debian}-${context.hash}`, context }
}

interface SandboxImageBuild {
  readonly image: string
  readonly context: BuildContext
  readonly debian: string
  readonly isFresh: boolean
}

async function build(
  docker: Docker,
  { image, context, debian, isFresh }: SandboxImageBuild,
  options: ImageProgress,
): Promise<void> {
  await ensureBaseImage(docker, options)
  options.signal?.throwIfAborted()
  const buildArguments = { DEBIAN: debian }
  const what = 'The sandbox image'
  await buildImage(docker, { image, what, context, buildArguments, isFresh }, options)
  await removeOthers(docker, image)
}

/** Images of earlier versions, and the stages of this build that no image holds on to. */
async function removeOthers(docker: Docker, image: string): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [REPOSITORY] } })
  const kept = Date.now() / 1000 - KEPT_SECONDS
  const tags = images
    .filter(({ Created }) => Created < kept)
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag !== image)
  // One that a sandbox still uses stays, and goes the next time. So do stages where somebody else
  // prunes at this moment, which the engine allows one at a time.
  await Promise.allSettled(tags.map((tag) => docker.getImage(tag).remove()))
  await Promise.allSettled([
    docker.pruneImages({ filters: { dangling: ['true'], label: [BUILD_STAGE_LABEL] } }),
  ])
}
