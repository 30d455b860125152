import { shortcomings } from '../sandbox-server/doctor/check.ts'
import { examineHost } from '../sandbox-server/doctor/examine-host.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import type { StartedEngine } from '../sandbox-server/engines/started-engine.ts'
import { layersOfOneMachine } from '../sandbox-server/house/course-layers.ts'
import { startsAtOnceOn } from '../sandbox-server/house/placement.ts'
import { engineChoices } from '../sandbox-server/settings.ts'
import { hubOfEngine } from './hub-of-engine.ts'
import { type OpenedCourse, openCourses } from './open-courses.ts'
import type { OpenHostOptions } from './open-host-options.ts'
import type { Ground } from './open-live.ts'
import { startHub } from './start-hub.ts'

/**
 * What sandboxes run on where this machine, or one engine elsewhere, has all of them: the images are
 * there when this returns, and of an earlier server nothing but what readers have.
 * @throws {DriverError} with a sentence for the host.
 */
export async function openEngine(
  options: OpenHostOptions,
  found: StartedEngine,
  kept: () => ReadonlySet<string>,
  opened: AsyncDisposableStack,
): Promise<Ground> {
  const { settings, deployment, steps, signal } = options
  const { docker } = found.engine
  const { checks, host, engine } = await examineHost(found.engine, engineChoices(settings))
  for (const sentence of shortcomings(checks)) steps.say(`  ${sentence}`)
  const { onThisKernel } = engine
  const courses = await openCourses({ ...options, docker, onThisKernel, host })
  const leftovers = await sweepLeftovers(docker, deployment, kept())
  if (leftovers > 0) steps.say(`  ${leftovers} left over by an earlier server: removed.`)
  return {
    courses,
    machines: undefined,
    startsAtOnce: settings.STARTS_AT_ONCE ?? startsAtOnceOn(engine.cpus),
    async openHub({ course, key, living }) {
      const { driver, image } = courses.find(({ name }) => name === course) as OpenedCourse
      const started = await startHub({
        ...options,
        key,
        livingSandboxes: living,
        ...(await hubOfEngine(docker, deployment, { driver, sandboxImage: image }, signal)),
      })
      if (started === undefined) return undefined
      const hub = opened.use(started.opened)
      return { ...started, layers: layersOfOneMachine(hub.layerStore, () => hub.renewLayers()) }
    },
  }
}
