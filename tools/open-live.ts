import type { CourseFolder } from '../course/course-folder.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import type { Machines } from '../sandbox-server/drivers/machines.ts'
import { plannedBytes, seatsIn } from '../sandbox-server/house/capacity.ts'
import type { CourseLayers } from '../sandbox-server/house/course-layers.ts'
import { perAddressOf } from '../sandbox-server/house/house.ts'
import type { LiveCourse } from '../sandbox-server/house/live-course.ts'
import { ClosedApps } from '../sandbox-server/previews/closed-apps.ts'
import { PreviewPasses } from '../sandbox-server/previews/preview-passes.ts'
import {
  type DeploymentKey,
  loadDeploymentKey,
} from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import type { LiveOptions } from '../sandbox-server/server.ts'
import type { SessionRecords } from '../sandbox-server/sessions/session-records.ts'
import { SessionTokens } from '../sandbox-server/sessions/session-token.ts'
import { houseBounds } from '../sandbox-server/settings.ts'
import { Workshops } from '../sandbox-server/workshops/workshops.ts'
import { plannedCourse } from './open-courses.ts'
import type { OpenHostOptions } from './open-host-options.ts'
import type { StartedHub } from './start-hub.ts'

const MINUTE_MILLISECONDS = 60_000
/** Sandboxes where the host sets no number: what the machines have room for is the bound. */
const NO_MAXIMUM = 10_000

/** A page that reloads, or the next page of the course, is back within a few seconds. */
const PLACE_KEPT_MILLISECONDS = 20_000

/** A course, and what its sandboxes are made by. */
export interface GroundCourse extends LiveCourse {
  readonly folder: CourseFolder
}

export interface HubNeeds {
  /** One whose sandboxes have an engine: only those have a use for a hub. */
  readonly course: string
  readonly key: DeploymentKey
  /** Of an earlier server, by id. */
  readonly living: ReadonlySet<string>
}

/** What sandboxes run on: one engine, or several machines. */
export interface Ground {
  /** At least one. */
  readonly courses: readonly GroundCourse[]
  /** Undefined where there is one engine. */
  readonly machines: Machines | undefined
  /** On each machine, where there are several and the host has said so. */
  readonly startsAtOnce: number | undefined
  /** @returns undefined where it cannot be had, after saying why. */
  openHub(needs: HubNeeds): Promise<(StartedHub & { readonly layers: CourseLayers }) | undefined>
}

/** Opens all that live terminals need beside what sandboxes run on. */
export async function openLive(
  options: OpenHostOptions,
  ground: Ground,
  records: SessionRecords,
  living: ReadonlySet<string>,
  opened: AsyncDisposableStack,
): Promise<{ live: LiveOptions; prepared: Promise<void> }> {
  const { settings, onFault } = options
  const { courses, machines, startsAtOnce } = ground
  const key = await loadDeploymentKey(settings.STATE_DIRECTORY)
  // A hub is of use to sandboxes with an engine alone; those of all courses share it.
  const withEngine = courses.find(({ hasEngine }) => hasEngine)
  const started =
    settings.HUB === 'on' && withEngine
      ? await ground.openHub({ course: withEngine.name, key, living })
      : undefined
  const ofHub = started && {
    hub: started.opened.hub,
    hubStatus: started.opened.status,
    layers: started.layers,
  }
  const { maximum = NO_MAXIMUM, reserveBytes: memoryReserve } = houseBounds(settings)
  const seats = machines ? undefined : await seatsOfOne(options, ground, living)
  const tokens = await SessionTokens.load(settings.STATE_DIRECTORY)
  const workshops = new Workshops({
    stateDirectory: settings.STATE_DIRECTORY,
    tokens,
    courses: courses.map(plannedCourse),
    onFault,
  })
  opened.defer(() => workshops.close())
  const live = {
    courses: courses.map((course) => ({ ...course, ...(course.hasEngine && ofHub) })),
    key,
    records,
    tokens,
    workshops,
    passes: await PreviewPasses.load(settings.STATE_DIRECTORY),
    closedApps: new ClosedApps(settings.STATE_DIRECTORY),
    limits: {
      idleMilliseconds: settings.SANDBOX_IDLE_MINUTES * MINUTE_MILLISECONDS,
      lifetimeMilliseconds: settings.SANDBOX_LIFETIME_MINUTES * MINUTE_MILLISECONDS,
      extensions: settings.SANDBOX_EXTENSIONS,
      detachedMilliseconds: settings.TERMINAL_DETACHED_MINUTES * MINUTE_MILLISECONDS,
      terminals: settings.TERMINALS_PER_SANDBOX,
      placeKeptMilliseconds: PLACE_KEPT_MILLISECONDS,
      pauseMilliseconds: settings.SANDBOX_PAUSE_MINUTES * MINUTE_MILLISECONDS || undefined,
      closedMilliseconds: settings.SANDBOX_CLOSED_MINUTES * MINUTE_MILLISECONDS || undefined,
    },
    warm: settings.WARM_SANDBOXES,
    warmMaximum: settings.WARM_SANDBOXES_MAXIMUM,
    prepared: settings.PREPARED_SANDBOXES,
    startsAtOnce,
    machines,
    maximum,
    memoryReserve,
    perAddress: settings.SANDBOXES_PER_ADDRESS ?? (seats && perAddressOf(seats)),
  }
  return { live, prepared: started?.prepared ?? Promise.resolve() }
}

/** @returns how many the one machine holds, after saying where a host expects more than that. */
async function seatsOfOne(
  { settings, steps }: OpenHostOptions,
  { courses }: Ground,
  living: ReadonlySet<string>,
): Promise<number> {
  const { maximum = NO_MAXIMUM, reserveBytes } = houseBounds(settings)
  const [{ driver }] = courses as [GroundCourse]
  const free = seatsIn(await driver.room(), reserveBytes, plannedBytes(courses))
  const seats = Math.min(maximum, living.size + free)
  if (settings.PREPARED_SANDBOXES > seats) {
    steps.say(
      `  PREPARED_SANDBOXES=${settings.PREPARED_SANDBOXES} is more than this machine has room for: ` +
        `about ${seats} are prepared. ${hostCommand('doctor')} says what would change that.`,
    )
  }
  return seats
}
