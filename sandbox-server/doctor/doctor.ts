import { askProxies } from '../common/outbound-proxy.ts'
import { DriverError } from '../drivers/driver.ts'
import { EngineNotFoundError, type FoundEngine } from '../engines/find-engine.ts'
import { findOrStartEngine } from '../engines/start-engine.ts'
import type { StartedEngine } from '../engines/started-engine.ts'
import { findSandboxImage } from '../images/image.ts'
import { packageAge } from '../images/packages.ts'
import { engineChoices, houseBounds, type Settings, sandboxLimits } from '../settings.ts'
import type { CheckResult } from './check.ts'
import { examineHost } from './examine-host.ts'
import { imageCheck } from './image-check.ts'
import { checkNode } from './node-check.ts'
import { type ProbedCourse, probe } from './probe.ts'
import { proxyCheck } from './proxy-check.ts'
import { type DoctorReport, PROBE, report } from './report.ts'

const ANY_COURSE: ProbedCourse = {
  name: '',
  image: { course: 'any', hasEngine: true, packages: [] },
  asked: {},
}

export interface DoctorOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly settings: Settings
  /** Whose sandboxes are tried; by default one with an engine, and nothing of a course. */
  readonly courses?: readonly ProbedCourse[] | undefined
  /** The most that workshops have at one moment. */
  readonly workshopSeats?: number | undefined
  /** Told what is being done, a line at a time: building the image takes minutes. */
  readonly onProgress?: (text: string) => void
  readonly signal?: AbortSignal
}

/**
 * Checks everything that live terminals need, in an order in which each check tells why a later
 * one would fail. An engine that was started for it is stopped again.
 * @throws when `signal` aborts.
 */
export async function examine(options: DoctorOptions): Promise<DoctorReport> {
  const { environment, settings, courses = [ANY_COURSE], onProgress, signal } = options
  const node = checkNode(process.versions.node)
  const first = [node, ...proxyCheck(await askProxies(environment))]
  let started: Awaited<ReturnType<typeof findOrStartEngine>>
  try {
    started = await findOrStartEngine(environment, {
      stateDirectory: settings.STATE_DIRECTORY,
      ...(onProgress && { onProgress }),
      signal,
    })
  } catch (error) {
    if (!(error instanceof EngineNotFoundError)) throw error
    return report([...first, engineMissing(error)])
  }
  try {
    const found = started.started
      ? `started for this check, answers at ${started.engine.from}`
      : `answers at ${started.engine.from}`
    return report([...first, { name: 'Engine', state: 'good', found }, ...(await inside(started))])
  } finally {
    await started.stop()
  }

  async function inside({ engine }: StartedEngine): Promise<readonly CheckResult[]> {
    try {
      const { checks, host, engine: facts } = await examineHost(engine, engineChoices(settings))
      const house = { ...houseBounds(settings), workshopSeats: options.workshopSeats }
      const debian = settings.SANDBOX_DEBIAN
      const shared = { engine, debian, host, facts, house, onProgress, signal }
      const probed: (readonly CheckResult[])[] = []
      for (const { name, image, asked } of courses) {
        const limits = sandboxLimits(settings, asked)
        probed.push(withName(name, await probe({ ...shared, image, limits })))
      }
      return [...checks, ...(await imageChecks(engine, debian)), ...oneProbe(probed)]
    } catch (error) {
      if (!(error instanceof DriverError)) throw error
      return [{ name: 'Engine version', state: 'bad', found: error.message }]
    }
  }

  /** The probe has made the image; where it could not, it has said why. */
  async function imageChecks(
    { docker }: FoundEngine,
    debian: string,
  ): Promise<readonly CheckResult[]> {
    const image = await findSandboxImage(docker, debian)
    if (image === undefined) return []
    onProgress?.("Asking Debian's server for security updates of the sandbox image")
    return [imageCheck(await packageAge(docker, image, signal), new Date())]
  }
}

/** Says which of several courses was tried. */
function withName(name: string, results: readonly CheckResult[]): readonly CheckResult[] {
  if (name === '') return results
  return results.map((result) =>
    result.name === PROBE ? { ...result, found: `${name}: ${result.found}` } : result,
  )
}

/**
 * The probe decides, so there is one: it is bad where that of any course is.
 * @param probed of each course, the probe and what was measured by the way.
 */
export function oneProbe(probed: readonly (readonly CheckResult[])[]): readonly CheckResult[] {
  const results = probed.flat()
  const probes = results.filter(({ name }) => name === PROBE)
  const bad = probes.find(({ state }) => state !== 'good')
  const found = (bad ? [bad] : probes).map(({ found }) => found).join('\n')
  const others = results.filter(({ name }) => name !== PROBE)
  // What was measured is the machine's: one course is enough to tell.
  const [first] = others
  return [...(first ? [first] : []), { name: PROBE, state: bad?.state ?? 'good', found }]
}

function engineMissing({ kind, why, advice, tried }: EngineNotFoundError): CheckResult {
  return {
    name: 'Engine',
    state: 'bad',
    found: [why, ...(kind === 'none' ? tried : [])].join('\n'),
    ...(advice && { advice }),
  }
}
