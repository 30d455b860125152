import { createHash } from 'node:crypto'
import type Docker from 'dockerode'
import { pack } from 'tar-stream'
import { BASE_IMAGE_LABEL } from '../drivers/docker-engine/labels.ts'
import { type BuildContext, buildContext } from './build-context.ts'
import { buildImage, hasImage } from './build-image.ts'
import {
  ensureSandboxImage,
  findSandboxImage,
  removeOlderImages,
  renewSandboxImage,
  type SandboxImageOptions,
} from './image.ts'

const REPOSITORY = 'docker-blitz/course'

/** Where the sandbox finds what it puts into the reader's home. */
const HOME = '/usr/local/share/blitz/home'

/** A Debian package's name (Debian Policy, 5.6.1). */
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/

/** What the sandboxes of a course have besides what all have. */
export interface CourseImage {
  /** The course: what tells its image from those of other courses. */
  readonly course: string
  readonly hasEngine: boolean
  /** Of Debian, by name. */
  readonly packages: readonly string[]
  /** A folder whose files a reader's home begins with; the sandbox's own where it is absent. */
  readonly home?: string | undefined
}

export type CourseImageOptions = SandboxImageOptions & CourseImage

/**
 * The image of a course's sandboxes: the one that all courses with, or without, an engine share,
 * and on top of it what only this course has. Built where the engine does not have it, and built
 * again where the shared one was renewed.
 * @returns the image's name.
 * @throws {DriverError} with the last lines of the step that failed, such as a package that Debian
 * does not have.
 */
export async function ensureCourseImage(
  docker: Docker,
  options: CourseImageOptions,
): Promise<string> {
  return onTopOf(docker, await ensureSandboxImage(docker, options), options)
}

/** @returns the name of the image that `ensureCourseImage` makes, where the engine has it. */
export async function findCourseImage(
  docker: Docker,
  options: CourseImageOptions,
): Promise<string | undefined> {
  const base = await findSandboxImage(docker, options.debian, options.hasEngine)
  if (base === undefined || isShared(options)) return base
  const { image } = await describe(base, options)
  return (await hasImage(docker, image)) ? image : undefined
}

/**
 * Makes it again, of Debian's packages as they are now.
 * @returns the image's name.
 * @throws {DriverError} as above; the old image stays in use.
 */
export async function renewCourseImage(
  docker: Docker,
  options: CourseImageOptions,
): Promise<string> {
  return onTopOf(docker, await renewSandboxImage(docker, options), options)
}

/** Whether a course has nothing of its own in its sandboxes. */
function isShared({ packages, home }: CourseImage): boolean {
  return packages.length === 0 && home === undefined
}

async function describe(
  base: string,
  { course, packages, hasEngine, home }: CourseImage,
): Promise<{ image: string; context: Packed }> {
  const files = home === undefined ? undefined : await buildContext(home, ['.'])
  const context = withDockerfile(files, dockerfileOf(base, packages, { hasEngine, home }))
  return { image: `${REPOSITORY}:${course}-${context.hash}`, context }
}

async function onTopOf(
  docker: Docker,
  base: string,
  { course, ...options }: CourseImageOptions,
): Promise<string> {
  if (isShared({ course, ...options })) return base
  const { Id } = await docker.getImage(base).inspect()
  const { image, context } = await describe(base, { course, ...options })
  if ((await baseOf(docker, image)) === Id) return image
  const labels = { [BASE_IMAGE_LABEL]: Id }
  // The engine keeps the step of an earlier build that ran on the same image.
  await buildImage(docker, { image, what: "The course's sandbox image", context, labels }, options)
  await removeOlderImages(docker, image, `${REPOSITORY}:${course}-*`)
  return image
}

/** @returns the id of the image that a course's was built on; undefined where there is none. */
async function baseOf(docker: Docker, image: string): Promise<string | undefined> {
  const found = await docker
    .getImage(image)
    .inspect()
    .catch(() => undefined)
  return found?.Config.Labels?.[BASE_IMAGE_LABEL]
}

/**
 * A reader has no way to become another user by a program that a package brings: neither by a
 * set-uid bit nor by a capability, but for the two that the engine's user namespace takes.
 */
export function dockerfileOf(
  base: string,
  packages: readonly string[],
  { hasEngine, home }: Pick<CourseImage, 'hasEngine' | 'home'>,
): string {
  const wrong = packages.find((name) => !PACKAGE.test(name))
  if (wrong !== undefined) throw new TypeError(`${wrong} is no name of a Debian package.`)
  const kept = hasEngine ? 'newuidmap|newgidmap' : ''
  const install = [
    'RUN (apt-get update || apt-get -o Acquire::Check-Valid-Until=false update)',
    `apt-get install -y --no-install-recommends ${[...packages].sort().join(' ')}`,
    'rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*',
    'find / -xdev -type f -perm /6000 -exec chmod a-s {} +',
    `getcap -r / 2> /dev/null | cut -d ' ' -f 1 | { grep -vE '/(${kept || '^$'})$' || true; } | xargs -r -n 1 setcap -r`,
  ]
  return [
    `FROM ${base}`,
    ...(packages.length > 0 ? [install.join(' \\\n && ')] : []),
    ...(home === undefined ? [] : [`RUN rm -rf ${HOME}`, `COPY home/ ${HOME}/`]),
    '',
  ].join('\n')
}

type Packed = Pick<BuildContext, 'hash' | 'pack'>

/** @param files that are in the folder `home` of the context. */
function withDockerfile(files: BuildContext | undefined, dockerfile: string): Packed {
  const hash = createHash('sha256')
    .update(dockerfile)
    .update(files?.hash ?? '')
  return {
    hash: hash.digest('hex').slice(0, 12),
    pack() {
      const archive = pack()
      archive.entry({ name: 'Dockerfile', mode: 0o644 }, dockerfile)
      files?.addTo(archive, 'home/')
      archive.finalize()
      return archive
    },
  }
}
