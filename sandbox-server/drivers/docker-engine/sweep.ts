import type Docker from 'dockerode'
import { isConflict, isNotFound } from './engine-error.ts'
import { deploymentFilter, type NodeMark, SANDBOX_LABEL } from './labels.ts'

/**
 * Removes every container, network and volume of a deployment: what a server left behind that
 * could not clean up.
 * @param kept ids of sandboxes that stay.
 * @param node whose sandboxes alone are removed, where the engine has those of other nodes, too.
 * @returns how many there were.
 */
export async function sweepLeftovers(
  docker: Docker,
  deployment: string,
  kept: ReadonlySet<string> = new Set(),
  node?: NodeMark,
): Promise<number> {
  const filters = deploymentFilter(deployment)
  const own = deploymentFilter(deployment, node)
  const listed = await docker.listContainers({ all: true, filters: own })
  const containers = listed.filter(({ Labels }) => !kept.has(Labels[SANDBOX_LABEL] ?? ''))
  await Promise.all(
    containers.map(({ Id }) => gone(docker.getContainer(Id).remove({ force: true, v: true }))),
  )
  const networks = await docker.listNetworks({ filters })
  await Promise.all(networks.map(({ Id }) => gone(docker.getNetwork(Id).remove())))
  const { Volumes: volumes } = await docker.listVolumes({ filters })
  await Promise.all((volumes ?? []).map(({ Name }) => gone(docker.getVolume(Name).remove())))
  return containers.length + networks.length + (volumes?.length ?? 0)
}

async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
