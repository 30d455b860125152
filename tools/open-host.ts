import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import type { StartedEngine } from '../sandbox-server/engines/started-engine.ts'
import type { LiveOptions } from '../sandbox-server/server.ts'
import { SessionRecords } from '../sandbox-server/sessions/session-records.ts'
import { findEngine } from './find-engine.ts'
import { openCluster } from './open-cluster.ts'
import { namedCourses } from './open-courses.ts'
import { openEngine } from './open-engine.ts'
import type { OpenHostOptions } from './open-host-options.ts'
import { openLive } from './open-live.ts'
import type { Steps } from './steps.ts'

/** What live terminals run on, until it is disposed of. */
export interface Host extends AsyncDisposable {
  /** Absent where there can be none: the site shows its recorded output. */
  readonly live: LiveOptions | undefined
  /** Resolves when the hub has all that it will have; never rejects. */
  readonly prepared: Promise<void>
}

/**
 * Gets what sandboxes need: an engine with the image, or the nodes that have both; of an earlier server
 * nothing but what readers have. What cannot be had is said, and the site is served without live terminals.
 * @throws {SettingError} where nodes are set in a way that cannot be.
 */
export async function openHost(options: OpenHostOptions): Promise<Host> {
  const { settings } = options
  if (settings.LIVE_TERMINALS === 'off') return pagesOnly()
  await using opened = new AsyncDisposableStack()
  const engine = settings.NODES ? undefined : await orWithout(options, () => findEngine(options))
  if (!settings.NODES && engine === undefined) return pagesOnly()
  // An engine that ends takes every sandbox with it.
  if (engine) opened.defer(() => (options.keepsSandboxes?.() ? undefined : engine.stop()))
  const ready = await orWithout(options, () => openOn(options, engine, opened))
  const host = opened.move()
  return {
    live: ready?.live,
    prepared: ready?.prepared ?? Promise.resolve(),
    [Symbol.asyncDispose]: () => host.disposeAsync(),
  }
}

async function openOn(
  options: OpenHostOptions,
  engine: StartedEngine | undefined,
  opened: AsyncDisposableStack,
): Promise<{ live: LiveOptions; prepared: Promise<void> }> {
  const { settings } = options
  const records = new SessionRecords(settings.STATE_DIRECTORY)
  // One of a course that is no longer here has no reader who could come back to it.
  const names = new Set((await namedCourses(settings)).map(({ name }) => name))
  const kept = () => {
    const all = [...records.read().values()]
    return new Set(all.flatMap(({ course = '', sandbox }) => (names.has(course) ? [sandbox] : [])))
  }
  const ground = engine
    ? await openEngine(options, engine, kept, opened)
    : await openCluster(options, kept, opened)
  return openLive(options, ground, records, kept(), opened)
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
