import { readCourse } from '../course/read-course.ts'
import type { HubStatus } from '../protocol/messages.ts'
import { fileTrouble, troubleAdvice } from '../sandbox-server/common/host-trouble.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import type { StandInBuilder } from '../sandbox-server/hub/fill/stand-ins.ts'
import {
  HubStoppedError,
  type OpenedHub,
  openHub,
  type StoreSandboxes,
} from '../sandbox-server/hub/prepare.ts'
import type { HubTools } from '../sandbox-server/hub/store/tools.ts'
import type { DeploymentKey } from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import type { Settings } from '../sandbox-server/settings.ts'
import {
  courseCatalogue,
  courseImages,
  coursesWithEngine,
  imagesLock,
  listedImages,
} from './course.ts'
import type { Steps } from './steps.ts'

const MIB = 1024 * 1024

export interface StartHubOptions {
  readonly settings: Settings
  readonly steps: Steps
  readonly signal: AbortSignal
  readonly onFault: (error: unknown) => void
  readonly key: DeploymentKey
  /** What fills the one layer store; undefined where each of several machines has its own. */
  readonly store: StoreSandboxes | undefined
  readonly standIns: StandInBuilder
  readonly tools: HubTools
  /** Of an earlier server, by id. */
  readonly livingSandboxes: ReadonlySet<string>
}

export interface StartedHub {
  readonly opened: OpenedHub
  /** Images that a new sandbox lists, since a chapter of a course says so. */
  readonly listed: readonly string[]
  /** Resolves when it has all that it will have; never rejects. */
  readonly prepared: Promise<void>
}

/**
 * Opens the hub and has what it lacks prepared behind the scenes. Where nothing is lacking, all of
 * it is ready when this returns.
 * @returns undefined where the hub cannot be had, after saying why.
 */
export async function startHub(options: StartHubOptions): Promise<StartedHub | undefined> {
  const { settings, steps, signal, key, store, standIns, tools, onFault } = options
  try {
    const paths = await coursesWithEngine(settings.COURSE)
    const courses = await Promise.all(paths.map((path) => readCourse(path)))
    const first = [...new Set(courses.flatMap(courseImages))]
    const listed = [...new Set(courses.flatMap(listedImages))]
    const opened = await openHub({
      stateDirectory: settings.STATE_DIRECTORY,
      store,
      key,
      standIns,
      pushLimitBytes: settings.HUB_PUSH_MIB * MIB,
      first,
      only: settings.HUB_IMAGES === 'course' ? first : undefined,
      listed,
      catalogue: await courseCatalogue(paths),
      lockPath: imagesLock(paths),
      upstream: settings.HUB_UPSTREAM,
      livingSandboxes: options.livingSandboxes,
      tools,
      onFault,
    })
    const begun = prepareInSteps(steps, opened, 'Docker Hub of the sandboxes', opened.prepare)
    if (opened.isPrepared) await begun
    const prepared = begun.then(async (isDone) => {
      if (isDone && opened.isPartial) {
        await prepareInSteps(steps, opened, 'More images for Docker Hub', opened.prepareRest)
      }
    })
    return { opened, listed, prepared }
  } catch (error) {
    signal.throwIfAborted()
    const why = fileTrouble(error, settings.STATE_DIRECTORY) ?? (error as Error).message
    steps.say(`${why}\nSandboxes have no Docker Hub.`)
    return undefined
  }
}

/** A hub that lacks something says so, and serves what it has. @returns whether it lacks nothing. */
async function prepareInSteps(
  steps: Steps,
  { status }: OpenedHub,
  what: string,
  prepare: OpenedHub['prepare'],
): Promise<boolean> {
  try {
    await steps.do(
      what,
      (tell) => prepare(({ step, total, text }) => tell(`${step} of ${total}: ${text}`)),
      () => {
        const { standIns } = status.value
        return standIns.length === 0 ? '' : `${standIns.length} images are stand-ins`
      },
    )
    return true
  } catch (error) {
    if (error instanceof HubStoppedError) steps.say('  The next start goes on where this one was.')
    else {
      const { message } = error as Error
      const advice = troubleAdvice(message)
      steps.say([message, ...(advice ? [advice] : []), whatFollows(status.value)].join('\n'))
    }
    return false
  }
}

function whatFollows({ state }: HubStatus): string {
  const fill = hostCommand('hub', ['fill'])
  return state === 'ready'
    ? `The images of the course are there all the same. ${fill}, or the next start, goes on.`
    : `Some images cannot be pulled. ${fill}, or the next start, goes on with them.`
}
