import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { examineHost } from '../sandbox-server/doctor/examine-host.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { findOrStartEngine } from '../sandbox-server/engines/start-engine.ts'
import type { StartedEngine } from '../sandbox-server/engines/started-engine.ts'
import { plannedBytes, seatsIn } from '../sandbox-server/house/capacity.ts'
import { ClosedApps } from '../sandbox-server/previews/closed-apps.ts'
import { PreviewPasses } from '../sandbox-server/previews/preview-passes.ts'
import { loadDeploymentKey } from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import type { LiveOptions } from '../sandbox-server/server.ts'
import { SessionRecords } from '../sandbox-server/sessions/session-records.ts'
import { SessionTokens } from '../sandbox-server/sessions/session-token.ts'
import { engineChoices, houseBounds, type Settings } from '../sandbox-server/settings.ts'
import { Workshops } from '../sandbox-server/workshops/workshops.ts'
import { type OpenedCourse, openCourses, plannedCourse } from './open-courses.ts'
import { startHub } from './start-hub.ts'
import type { Steps } from './steps.ts'

const MINUTE_MILLISECONDS = 60_000
/** Sandboxes where the host sets no number: what the machine has room for is the bound. */
const NO_MAXIMUM = 10_000

/** A page that reloads, or the next page of the course, is back within a few seconds. */
const PLACE_KEPT_MILLISECONDS = 20_000

export interface OpenHostOptions {
  readonly settings: Settings
  readonly deployment: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly steps: Steps
  readonly signal: AbortSignal
  /** Whether the sandboxes stay for the next server; asked at the end. They do not by default. */
  readonly keepsSandboxes?: () => boolean
  /** Told of errors that readers are spared. */
  readonly onFault: (error: unknown) => void
}

/** What live terminals run on, until it is disposed of. */
export interface Host extends AsyncDisposable {
  /** Absent where there can be none: the site shows its recorded output. */
  readonly live: LiveOptions | undefined
  /** Resolves when the hub has all that it will have; never rejects. */
  readonly prepared: Promise<void>
}

/**
 * Gets this machine ready for sandboxes: an engine, the image, and of an earlier server nothing but
 * what readers have. What cannot be had is said, and the site is served without live terminals.
 */
export async function openHost(options: OpenHostOptions): Promise<Host> {
  const { settings, environment, steps, signal } = options
  if (settings.LIVE_TERMINALS === 'off') return pagesOnly()
  await using opened = new AsyncDisposableStack()
  const engine = await orWithout(options, () =>
    steps.do(
      'Docker engine',
      (onProgress) =>
        findOrStartEngine(environment, {
          stateDirectory: settings.STATE_DIRECTORY,
          onProgress,
          signal,
        }),
      ({ engine: { from }, started }) => (started ? `started, at ${from}` : `at ${from}`),
    ),
  )
  if (engine === undefined) return pagesOnly()
  // An engine that ends takes every sandbox with it.
  opened.defer(() => (options.keepsSandboxes?.() ? undefined : engine.stop()))
  const ready = await orWithout(options, () => openLive(options, engine, opened))
  const host = opened.move()
  return {
    live: ready?.live,
    prepared: ready?.prepared ?? Promise.resolve(),
    [Symbol.asyncDispose]: () => host.disposeAsync(),
  }
}

async function openLive(
  options: OpenHostOptions,
  found: StartedEngine,
  opened: AsyncDisposableStack,
): Promise<{ live: LiveOptions; prepared: Promise<void> }> {
  const { settings, deployment, steps } = options
  const { docker } = found.engine
  const { checks, host, engine } = await examineHost(found.engine, engineChoices(settings))
  for (const { name, state, found, advice } of checks) {
    if (state === 'good') continue
    steps.say(`  ${name}: ${advice ? `${found.replace(/\.$/, '')}. ${advice}` : found}`)
  }
  const { onThisKernel } = engine
  const courses = await openCourses({ ...options, docker, onThisKernel, host })
  const records = new SessionRecords(settings.STATE_DIRECTORY)
  // One of a course that is no longer here has no reader who could come back to it.
  const names = new Set(courses.map(({ name }) => name))
  const kept = [...records.read().values()].filter(({ course = '' }) => names.has(course))
  const living = new Set(kept.map(({ sandbox }) => sandbox))
  const leftovers = await sweepLeftovers(docker, deployment, living)
  if (leftovers > 0) steps.say(`  ${leftovers} left over by an earlier server: removed.`)
  const key = await loadDeploymentKey(settings.STATE_DIRECTORY)
  // A hub is of use to sandboxes with an engine alone; those of all courses share it.
  const withEngine = courses.find(({ hasEngine }) => hasEngine)
  const started =
    settings.HUB === 'on' && withEngine
      ? await startHub({ ...options, ...withEngine, docker, key, livingSandboxes: living })
      : undefined
  const hub = started?.opened
  if (hub) opened.use(hub)
  const { maximum = NO_MAXIMUM, reserveBytes: memoryReserve } = houseBounds(settings)
  const [{ driver }] = courses as [OpenedCourse]
  const free = seatsIn(await driver.room(), memoryReserve, plannedBytes(courses))
  const seats = Math.min(maximum, living.size + free)
  if (settings.PREPARED_SANDBOXES > seats) {
    steps.say(
      `  PREPARED_SANDBOXES=${settings.PREPARED_SANDBOXES} is more than this machine has room for: ` +
        `about ${seats} are prepared. ${hostCommand('doctor')} says what would change that.`,
    )
  }
  const ofHub = hub && {
    hub: hub.hub,
    hubStatus: hub.status,
    layerStore: hub.layerStore,
    renewLayers: () => hub.renewLayers(),
  }
  const tokens = await SessionTokens.load(settings.STATE_DIRECTORY)
  const { onFault } = options
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
    startsAtOnce: settings.STARTS_AT_ONCE ?? Math.max(2, Math.floor(engine.cpus / 2)),
    maximum,
    memoryReserve,
    perAddress: settings.SANDBOXES_PER_ADDRESS ?? perAddressFor(seats),
  }
  return { live, prepared: started?.prepared ?? Promise.resolve() }
}

/** A whole room behind one address gets in, and yet a seat in ten is left for everybody else. */
function perAddressFor(seats: number): number {
  return Math.max(1, seats - Math.ceil(seats / 10))
}

/** @returns undefined where the engine fails, after saying what follows from that. */
async function orWithout<Result>(
  { settings, steps, signal }: OpenHostOptions,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    const sentence =
      error instanceof DriverError ? error.message : fileTrouble(error, settings.STATE_DIRECTORY)
    if (sentence === undefined) throw error
    sayPagesOnly(steps, sentence)
    return undefined
  }
}

/** Says why there are no live terminals, and what that means. */
export function sayPagesOnly(steps: Steps, why: string): void {
  steps.say(`${why}\n`)
  steps.say('Live terminals are off: the pages show their recorded output.')
  steps.say(`${hostCommand('doctor')} says more about this machine.`)
}

function pagesOnly(): Host {
  return { live: undefined, prepared: Promise.resolve(), async [Symbol.asyncDispose]() {} }
}
