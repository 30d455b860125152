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
import { probe } from './probe.ts'
import { proxyCheck } from './proxy-check.ts'
import { type DoctorReport, report } from './report.ts'

export interface DoctorOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly settings: Settings
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
  const { environment, settings, onProgress, signal } = options
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
      const limits = sandboxLimits(settings)
      const house = houseBounds(settings)
      const debian = settings.SANDBOX_DEBIAN
      const probed = await probe({ engine, debian, host, facts, limits, house, onProgress, signal })
      return [...checks, ...(await imageChecks(engine, debian)), ...probed]
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

function engineMissing({ kind, why, advice, tried }: EngineNotFoundError): CheckResult {
  return {
    name: 'Engine',
    state: 'bad',
    found: [why, ...(kind === 'none' ? tried : [])].join('\n'),
    ...(advice && { advice }),
  }
}
