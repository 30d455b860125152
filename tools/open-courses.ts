import { access } from 'node:fs/promises'
import type Docker from 'dockerode'
import { type CourseFolder, openCourse, parts } from '../course/course-folder.ts'
import { systemClock } from '../sandbox-server/common/clock.ts'
import type { ProbedCourse } from '../sandbox-server/doctor/probe.ts'
import type { HostFacts } from '../sandbox-server/drivers/docker-engine/create-options.ts'
import { createDockerEngineDriver } from '../sandbox-server/drivers/docker-engine/driver.ts'
import { EngineMachine } from '../sandbox-server/drivers/docker-engine/engine-machine.ts'
import type { NodeMark } from '../sandbox-server/drivers/docker-engine/labels.ts'
import type { SandboxDriver } from '../sandbox-server/drivers/driver.ts'
import type { LiveCourse, SeatLimits } from '../sandbox-server/house/live-course.ts'
import { type CourseImage, ensureCourseImage } from '../sandbox-server/images/course-image.ts'
import { watchImage } from '../sandbox-server/images/image-watch.ts'
import {
  type AskedLimits,
  limitsOverSettings,
  limitsWith,
  type Settings,
  sandboxLimits,
} from '../sandbox-server/settings.ts'
import type { PlannedCourse } from '../sandbox-server/workshops/plan-checks.ts'
import type { Steps } from './steps.ts'

/** What a sandbox without an engine has where its course says nothing: a shell needs less. */
const WITHOUT_ENGINE: AskedLimits = { memoryMiB: 512, diskMiB: 256, pids: 512 }

/** A course of this server, by the name that tells it from the others. */
export interface NamedCourse {
  /** Empty where there is one. */
  readonly name: string
  readonly folder: CourseFolder
}

/** The courses of the settings. @throws {CourseError} */
export async function namedCourses({ COURSE }: Settings): Promise<readonly NamedCourse[]> {
  const folders = await Promise.all(COURSE.map(openCourse))
  return folders.map((folder) => ({ name: folders.length > 1 ? folder.file.name : '', folder }))
}

/** A course as the plan of a workshop may name it. */
export function plannedCourse({ name, folder }: NamedCourse): PlannedCourse {
  return { name, called: folder.file.name, chapters: folder.pages }
}

/** What the sandboxes of a course may use, of what the host allows. */
export function askedBy({ file }: CourseFolder): AskedLimits {
  const { engine, packages: _, ...asked } = file.sandbox
  return engine ? asked : { ...WITHOUT_ENGINE, ...asked }
}

/** What the sandboxes of a course are made of. */
export async function imageOf({ name, folder }: NamedCourse): Promise<CourseImage> {
  const { engine: hasEngine, packages } = folder.file.sandbox
  const home = parts.home(folder.directory)
  const hasHome = await access(home).then(
    () => true,
    () => false,
  )
  return {
    course: name || folder.file.name,
    hasEngine,
    packages,
    ...(hasHome && { home }),
  }
}

/** What the doctor tries of each course. @throws {CourseError} */
export async function probedCourses(settings: Settings): Promise<readonly ProbedCourse[]> {
  const courses = await namedCourses(settings)
  return Promise.all(
    courses.map(async (course) => ({
      name: course.name,
      image: await imageOf(course),
      asked: askedBy(course.folder),
    })),
  )
}

export interface OpenCoursesOptions {
  readonly settings: Settings
  readonly deployment: string
  readonly steps: Steps
  readonly signal: AbortSignal
  readonly docker: Docker
  readonly onThisKernel: boolean
  readonly host: HostFacts
}

/** A course that is live, and the image of its sandboxes. */
export interface OpenedCourse extends LiveCourse {
  readonly image: string
  readonly folder: CourseFolder
}

/** The same, whichever deployment asks for its sandboxes. */
export interface CourseSandboxes
  extends Pick<OpenedCourse, 'name' | 'hasEngine' | 'image' | 'folder'> {
  /** @param own limits of a seat, which the settings do not bound: a workshop's are its host's, too. */
  driverOf(deployment: string, own?: SeatLimits): SandboxDriver
  /** Tells when new sandboxes come from another image than before. @returns how to stop. */
  watchImage(onChange: () => void): () => void
}

/**
 * Gets the sandbox image of each course, and a driver for it.
 * @throws {DriverError} where one cannot be had, such as for a package that Debian does not have.
 */
export async function openCourses(options: OpenCoursesOptions): Promise<readonly OpenedCourse[]> {
  const { deployment, docker, onThisKernel } = options
  const machine = new EngineMachine(docker, onThisKernel)
  const courses = await courseSandboxes({ ...options, machine })
  return courses.map(({ driverOf, ...course }) => ({
    ...course,
    driver: driverOf(deployment),
    driverWith: (own: SeatLimits) => driverOf(deployment, own),
  }))
}

export interface CourseSandboxesOptions extends Omit<OpenCoursesOptions, 'deployment'> {
  readonly machine: EngineMachine
  /** The node program that makes them, where one does. */
  readonly node?: NodeMark | undefined
}

/** As `openCourses`. */
export async function courseSandboxes(
  options: CourseSandboxesOptions,
): Promise<readonly CourseSandboxes[]> {
  const { settings, steps, signal, docker, onThisKernel, host, machine, node } = options
  const opened: CourseSandboxes[] = []
  for (const course of await namedCourses(settings)) {
    const { name, folder } = course
    const asked = askedBy(folder)
    for (const sentence of limitsOverSettings(settings, asked)) {
      steps.say(`  ${folder.shown}: ${sentence}`)
    }
    const needs = { ...(await imageOf(course)), debian: settings.SANDBOX_DEBIAN }
    const what = name === '' ? 'Sandbox image' : `Sandbox image of ${name}`
    const image = await steps.do(what, (tell) =>
      ensureCourseImage(docker, {
        ...needs,
        onProgress: ({ text, step, total }) => tell(step ? `${step} of ${total}: ${text}` : text),
        signal,
      }),
    )
    const { hasEngine } = needs
    const limits = sandboxLimits(settings, asked)
    const driverOf = (deployment: string, own: SeatLimits = {}) =>
      createDockerEngineDriver({
        docker,
        onThisKernel,
        machine,
        image,
        deployment,
        course: name,
        node,
        hasEngine,
        limits: limitsWith(limits, own),
        host,
        renewImage: () => ensureCourseImage(docker, needs),
      })
    const watch = (onChange: () => void) => watchImage(docker, image, systemClock, onChange)
    opened.push({ name, driverOf, hasEngine, image, folder, watchImage: watch })
  }
  return opened
}
