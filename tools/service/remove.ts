import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runSystem } from '../../sandbox-server/common/debian-packages.ts'
import { claimDeployment } from '../../sandbox-server/deployment.ts'
import { BOOT_PROFILE_PATH } from '../../sandbox-server/doctor/boot-profile.ts'
import {
  listLayerVolumes,
  removeLayerVolume,
} from '../../sandbox-server/drivers/docker-engine/layer-volumes.ts'
import { sweepLeftovers } from '../../sandbox-server/drivers/docker-engine/sweep.ts'
import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { exists, PLACES, userNumber } from './machine.ts'
import type { ServiceStep } from './step.ts'
import { SERVICE, SERVICE_USER } from './unit.ts'

export interface RemoveOptions {
  /** Of the service, as its settings are. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The state, the settings and the user go, too. */
  readonly isPurge: boolean
}

/**
 * What a removal does, in order. The sandboxes of readers go; the settings and the state stay for
 * another installation, unless they are purged.
 */
export function removeSteps({ environment, isPurge }: RemoveOptions): readonly ServiceStep[] {
  const hasUnit = () => exists(PLACES.unit)
  const steps: readonly ServiceStep[] = [
    {
      does: `Stop ${SERVICE}, now and at each boot`,
      isNeeded: hasUnit,
      run: () => runSystem(['systemctl', 'disable', '--now', '--quiet', SERVICE]),
    },
    {
      does: isPurge
        ? "Remove every sandbox, and the hub's unpacked layers"
        : 'Remove the sandboxes that were kept for the next start',
      isNeeded: () => exists(join(PLACES.stateDirectory, 'deployment')),
      run: () => removeFromEngine(environment, isPurge),
    },
    {
      does: `Remove ${PLACES.unit}`,
      isNeeded: hasUnit,
      run: async () => {
        await rm(PLACES.unit)
        await runSystem(['systemctl', 'daemon-reload'])
      },
    },
    {
      // Not unloaded: that would leave the sandboxes of another server here without.
      does: `Remove ${BOOT_PROFILE_PATH}, which the next boot does not load then`,
      isNeeded: () => exists(BOOT_PROFILE_PATH),
      run: () => rm(BOOT_PROFILE_PATH),
    },
  ]
  if (!isPurge) return steps
  return [
    ...steps,
    ...[PLACES.environmentFile, PLACES.stateDirectory].map((path) => ({
      does: `Remove ${path}`,
      isNeeded: () => exists(path),
      run: () => rm(path, { recursive: true }),
    })),
    {
      does: `Remove the user ${SERVICE_USER}`,
      isNeeded: async () => (await userNumber()) !== undefined,
      run: () => runSystem(['userdel', SERVICE_USER]),
    },
  ]
}

async function removeFromEngine(
  environment: RemoveOptions['environment'],
  isPurge: boolean,
): Promise<string> {
  try {
    const { docker } = await findEngine({ ...environment, HOME: PLACES.stateDirectory })
    await using deployment = await claimDeployment(PLACES.stateDirectory)
    const count = await sweepLeftovers(docker, deployment.name)
    if (isPurge) {
      const stores = await listLayerVolumes(docker, deployment.name)
      for (const store of stores) await removeLayerVolume(docker, store)
    }
    return `${count} removed`
  } catch (error) {
    if (!(error instanceof DriverError)) throw error
    const name = await readFile(join(PLACES.stateDirectory, 'deployment'), 'utf8')
    return `left on the engine is what has the label org.docker-blitz.deployment=${name.trim()}. ${error.message}`
  }
}
