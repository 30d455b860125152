import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type Docker from 'dockerode'
import { readCourse } from '../course/read-course.ts'
import { imagesOf } from '../sandbox-server/hub/catalogue.ts'
import { ContainerTools } from '../sandbox-server/hub/fill/container-tools.ts'
import { DOCKER_HUB } from '../sandbox-server/hub/fill/docker-hub.ts'
import { type FillProgress, fillCatalogue } from '../sandbox-server/hub/fill/fill.ts'
import type { FilledImages } from '../sandbox-server/hub/fill/filled.ts'
import { createStandInBuilder } from '../sandbox-server/hub/fill/stand-in-builder.ts'
import { hubDirectory } from '../sandbox-server/hub/hub.ts'
import { HostTools } from '../sandbox-server/hub/store/tools.ts'
import type { Settings } from '../sandbox-server/settings.ts'
import { courseCatalogue, courseImages, coursesWithEngine, imagesLock } from './course.ts'

export interface FillHub {
  readonly docker: Docker
  readonly settings: Settings
  /** Builds stand-ins even where Docker Hub can be reached. */
  readonly onlyStandIns?: boolean
  /** Takes what each tag is today, whatever is pinned. */
  readonly anew?: boolean
  readonly onProgress: (progress: FillProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Fills the hub of a state directory, as the settings say.
 * @returns what the hub serves now.
 * @throws with a sentence for the host; what is there already stays.
 */
export async function fillHub(options: FillHub): Promise<FilledImages> {
  const { docker, settings, onlyStandIns = false, anew = false, onProgress, signal } = options
  const directory = hubDirectory(settings.STATE_DIRECTORY)
  const owner = fillOwner(directory)
  const paths = await coursesWithEngine(settings.COURSE)
  const whole = await courseCatalogue(paths)
  const courses = await Promise.all(paths.map((path) => readCourse(path)))
  const first = imagesOf(whole, courses.flatMap(courseImages))
  const others = settings.HUB_IMAGES === 'course' ? [] : whole.images
  return fillCatalogue({
    directory,
    catalogue: whole,
    images: [...new Set([...first, ...others])],
    anew,
    lockPath: imagesLock(paths),
    source: onlyStandIns ? undefined : DOCKER_HUB,
    standIns: await createStandInBuilder(docker, owner),
    tools: new HostTools(new ContainerTools(docker, owner)),
    onProgress,
    signal,
  })
}

/** Of its own: a server that starts meanwhile sweeps what is its deployment's. */
export function fillOwner(directory: string): string {
  return `fill-${createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 8)}`
}
