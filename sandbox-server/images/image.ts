import { join } from 'node:path'
import type Docker from 'dockerode'
import { BUILD_STAGE_LABEL } from '../drivers/docker-engine/labels.ts'
import { ensureBaseImage } from './base-image.ts'
import { type BuildContext, buildContext } from './build-context.ts'
import { buildImage, hasImage, type ImageProgress } from './build-image.ts'
import { loadPackedImages } from './packed-images.ts'

const DIRECTORY = join(import.meta.dirname, '../../sandbox')

interface Recipe {
  readonly repository: string
  /** Of the folder, what goes into the image; the rest is for the server, and for other images. */
  readonly parts: readonly string[]
  readonly dockerfile: string
}

const WITH_ENGINE: Recipe = {
  repository: 'docker-blitz/sandbox',
  parts: ['Dockerfile', 'dpkg-exclude', 'home', 'images', 'programs', 'rootfs'],
  dockerfile: 'Dockerfile',
}

const WITHOUT_ENGINE: Recipe = {
  repository: 'docker-blitz/shell',
  parts: ['dpkg-exclude', 'programs', 'rootfs', 'shell'],
  dockerfile: 'shell/Dockerfile',
}

/** A day: another checkout on the same engine may be about to use a younger image of its own. */
const KEPT_SECONDS = 24 * 60 * 60

export interface SandboxImageOptions extends ImageProgress {
  /** The release of Debian that its Docker comes from. */
  readonly debian: string
  /** Whether it has a Docker engine; it does where this is absent. */
  readonly hasEngine?: boolean | undefined
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
  { debian, hasEngine, ...options }: SandboxImageOptions,
): Promise<string> {
  const described = await describe(debian, hasEngine)
  const { image } = described
  if (await hasImage(docker, image)) return image
  if ((await loadPackedImages(docker, options)) && (await hasImage(docker, image))) return image
  await build(docker, { ...described, debian, isFresh: false }, options)
  return image
}

/** @returns the name of the image that `ensureSandboxImage` makes, where the engine has it. */
export async function findSandboxImage(
  docker: Docker,
  debian: string,
  hasEngine?: boolean,
): Promise<string | undefined> {
  const { image } = await describe(debian, hasEngine)
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
  { debian, hasEngine, ...options }: SandboxImageOptions,
): Promise<string> {
  const described = await describe(debian, hasEngine)
  await build(docker, { ...described, debian, isFresh: true }, options)
  return described.image
}

interface Described {
  readonly recipe: Recipe
  readonly image: string
  readonly context: BuildContext
}

async function describe(debian: string, hasEngine = true): Promise<Described> {
  const recipe = hasEngine ? WITH_ENGINE : WITHOUT_ENGINE
  const context = await buildContext(DIRECTORY, recipe.parts)
  const tag = hasEngine ? `${debian}-${context.hash}` : context.hash
  return { recipe, image: `${recipe.repository}:${tag}`, context }
}

interface SandboxImageBuild extends Described {
  readonly debian: string
  readonly isFresh: boolean
}

async function build(
  docker: Docker,
  { recipe, image, context, debian, isFresh }: SandboxImageBuild,
  options: ImageProgress,
): Promise<void> {
  await ensureBaseImage(docker, options)
  options.signal?.throwIfAborted()
  const { repository, dockerfile } = recipe
  const what = 'The sandbox image'
  // One without Docker's programs knows no argument.
  const buildArguments = recipe === WITH_ENGINE ? { DEBIAN: debian } : {}
  await buildImage(docker, { image, what, context, dockerfile, buildArguments, isFresh }, options)
  await removeOlderImages(docker, image, repository)
}

/**
 * Removes images of earlier versions, and the stages of a build that no image holds on to.
 * @param image the one that stays.
 * @param reference of all versions, such as `docker-blitz/sandbox` or `docker-blitz/course:git-*`.
 */
export async function removeOlderImages(
  docker: Docker,
  image: string,
  reference: string,
): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [reference] } })
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
