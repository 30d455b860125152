import type { HostFacts } from '../drivers/docker-engine/create-options.ts'
import { type EngineFacts, readEngineFacts } from '../engines/engine-facts.ts'
import type { FoundEngine } from '../engines/find-engine.ts'
import { seeToAppArmor } from './app-armor-check.ts'
import type { CheckResult } from './check.ts'
import { ENGINE_CHECKS } from './engine-checks.ts'
import { readHostSettings } from './host-settings.ts'

/** The type that container-selinux has for containers with an engine inside. */
const SELINUX_TYPE = 'container_engine_t'

export interface HostExamination {
  readonly checks: readonly CheckResult[]
  /** For the driver. */
  readonly host: HostFacts
  readonly engine: EngineFacts
}

/**
 * Looks at an engine and its system, and prepares it for sandboxes: as root on the engine's own
 * machine, their AppArmor profile is loaded. The server does this at every start, too.
 * @param wanted what the host sets in place of the engine's own defaults.
 * @throws {DriverError} when the engine does not describe itself.
 */
export async function examineHost(
  found: FoundEngine,
  wanted: Pick<HostFacts, 'runtime' | 'cgroupParent'> = {},
): Promise<HostExamination> {
  const engine = await readEngineFacts(found)
  const settings = await readHostSettings()
  const appArmor = await seeToAppArmor(engine, process.getuid?.() === 0)
  return {
    engine,
    checks: [...ENGINE_CHECKS.map((check) => check(engine, settings)), appArmor.result],
    host: {
      appArmorProfile: appArmor.profile,
      selinuxType: engine.security.includes('selinux') ? SELINUX_TYPE : undefined,
      ...wanted,
    },
  }
}
