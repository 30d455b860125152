import * as z from 'zod'
import { SWARM } from './call.ts'
import { buildCommand, type Images } from './images.ts'
import type { Manager } from './manager.ts'
import { SwarmError } from './swarm-error.ts'

/** Of Swarm's managers, by which machines join. */
const MANAGER_PORT = 2377

const swarm = z.object({ JoinTokens: z.object({ Worker: z.string() }) })

/** @returns what to run for a further machine. @throws {SwarmError} where it would get no image. */
export async function joinCommand(manager: Manager, images: Images): Promise<string[]> {
  const { docker, address } = manager
  if (!images.isOfRegistry && !images.isServerHere) {
    throw new SwarmError(
      `The image ${images.server} is not on this machine, so that no other can get it from here. Build it: ${buildCommand(images.server)}`,
    )
  }
  const { JoinTokens } = swarm.parse(await docker.swarmInspect())
  const carried = [...(images.isOfRegistry ? [] : [images.server]), ...images.sandbox]
  const host = address.includes(':') ? `[${address}]` : address
  return [
    'The new machine needs Docker 20.10 or newer, and the open ports of docs/machines.md.',
    ...(carried.length === 0
      ? []
      : [
          'From this machine, so that the other has the images (SSH, as a user who may use its engine):',
          `  docker save ${carried.join(' ')} | gzip | ssh NEW-MACHINE docker load`,
        ]),
    'On the new machine (whoever has this token can join the Swarm; docker swarm join-token --rotate worker makes a new one):',
    `  docker swarm join --token ${JoinTokens.Worker} ${host}:${MANAGER_PORT}`,
    `Its node program starts by itself, and it takes its share of the next readers: ${SWARM} status`,
  ]
}
