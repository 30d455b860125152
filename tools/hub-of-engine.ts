import type Docker from 'dockerode'
import { ContainerTools } from '../sandbox-server/hub/fill/container-tools.ts'
import { createStandInBuilder } from '../sandbox-server/hub/fill/stand-in-builder.ts'
import type { StoreSandboxes } from '../sandbox-server/hub/prepare.ts'
import { HostTools } from '../sandbox-server/hub/store/tools.ts'
import type { StartHubOptions } from './start-hub.ts'

/** @returns what a hub needs of the one engine that has the sandboxes, too. */
export async function hubOfEngine(
  docker: Docker,
  deployment: string,
  store: StoreSandboxes,
  signal: AbortSignal,
): Promise<Pick<StartHubOptions, 'store' | 'standIns' | 'tools'>> {
  return {
    store,
    standIns: await createStandInBuilder(docker, deployment),
    tools: new HostTools(new ContainerTools(docker, deployment, { signal })),
  }
}
