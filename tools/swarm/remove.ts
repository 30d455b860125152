import type Docker from 'dockerode'
import { poll } from '../../sandbox-server/common/poll.ts'
import {
  DEPLOYMENT_LABEL,
  LAYERS_LABEL,
} from '../../sandbox-server/drivers/docker-engine/labels.ts'
import { SWARM } from './call.ts'
import { readSets, removeSets } from './certificate-sets.ts'
import type { Manager } from './manager.ts'
import { ofStack, readMachines, readServices, readTasks, SERVER_LABEL } from './stack.ts'
import { SwarmError } from './swarm-error.ts'

/** A server ends its readers' connections, and a node program its own, within seconds. */
const END_MILLISECONDS = 120_000

/** @returns what a removal would do. */
export async function foreseeRemoval({ docker }: Manager, stack: string): Promise<string[]> {
  const services = await readServices(docker, stack)
  const { whole, leftovers } = await readSets(docker)
  if (services.length + whole.length + leftovers.length === 0)
    return ['There is nothing to remove.']
  return [
    'It would remove:',
    ...services.map(({ name }) => `  the service ${stack}_${name}`),
    ...whole.map(({ number }) => `  certificates ${number}`),
    ...leftovers.map((name) => `  ${name}`),
    `Readers lose their terminals. Go on: ${SWARM} remove --yes`,
  ]
}

/**
 * Removes the stack, then the certificates that nothing uses any more, then the label.
 * @throws {SwarmError} where the stack's containers do not end.
 */
export async function remove(
  { docker }: Manager,
  stack: string,
  { tell, signal }: { tell: (detail: string) => void; signal: AbortSignal },
): Promise<string[]> {
  const filters = ofStack(stack)
  for (const { id, name } of await readServices(docker, stack)) {
    tell(`the service ${name}`)
    await docker.getService(id).remove()
  }
  tell('its containers end')
  const ended = await poll(
    END_MILLISECONDS,
    signal,
    async () => (await hasEnded(docker, stack)) || undefined,
  )
  if (!ended) {
    throw new SwarmError(
      `Containers of ${stack} have not ended: docker ps on each machine names them. Then run this again: ${SWARM} remove --yes`,
    )
  }
  tell('networks and certificates')
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove()
  for (const { ID } of await docker.listConfigs({ filters })) await docker.getConfig(ID).remove()
  await removeSets(docker)
  await removeLabel(docker)
  return whatStays(stack)
}

/** A machine that is away ends nothing, and is waited for in vain. */
async function hasEnded(docker: Docker, stack: string): Promise<boolean> {
  const machines = await readMachines(docker)
  const there = new Set(machines.flatMap(({ id, state }) => (state === 'ready' ? [id] : [])))
  const tasks = await readTasks(docker, stack)
  return tasks.every(({ machine, hasEnded }) => hasEnded || !there.has(machine))
}

async function removeLabel(docker: Docker): Promise<void> {
  for (const { id, labels } of await readMachines(docker)) {
    if (labels[SERVER_LABEL] === undefined) continue
    const node = docker.getNode(id)
    const { Version, Spec } = await node.inspect()
    const { [SERVER_LABEL]: _, ...Labels } = Spec.Labels
    await node.update({ version: Version.Index, ...Spec, Labels })
  }
}

function whatStays(stack: string): string[] {
  return [
    `${stack} is removed. On the machines stay:`,
    `  the state, with keys, workshops and the hub; on the server's machine: docker volume rm ${stack}_state`,
    `  Caddy's certificates, there too: docker volume rm ${stack}_caddy-data ${stack}_caddy-config`,
    `  sandboxes that readers had; on each: docker ps --all --quiet --filter label=${DEPLOYMENT_LABEL} | xargs --no-run-if-empty docker rm --force`,
    `  layers of the hub's images; on each: docker volume ls --quiet --filter label=${LAYERS_LABEL} | xargs --no-run-if-empty docker volume rm`,
    '  the Swarm itself: docker swarm leave, and docker swarm leave --force on the last manager',
  ]
}
