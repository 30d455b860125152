import { deployCommand } from '../../sandbox-server/common/installation.ts'
import { SWARM } from './call.ts'
import { dayOf, makeSet, readSets } from './certificate-sets.ts'
import { buildCommand, readImages } from './images.ts'
import type { Manager } from './manager.ts'
import { readMachines, SERVER_LABEL, usedSets } from './stack.ts'
import { SwarmError } from './swarm-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Makes what is missing, and nothing anew. @returns what it did, and what comes next. */
export async function init(manager: Manager, environment: Environment): Promise<string[]> {
  const { docker } = manager
  const { whole, leftovers } = await readSets(docker)
  const known = leftovers.length === 0 ? whole.at(-1) : undefined
  const set = known ?? (await makeSet(docker))
  const { server, isServerHere, isOfRegistry } = await readImages(docker, environment)
  return [
    `Certificates: ${known ? 'are there already' : 'made'}, number ${set.number}, good until ${dayOf(set.end)}.`,
    `The server: ${await placeServer(manager)}`,
    ...(isServerHere || isOfRegistry
      ? []
      : [`The image: ${server} is not on this machine. Build it: ${buildCommand(server)}`]),
    '',
    'Next, from the folder of the project:',
    `  ${deployCommand()}`,
    `  ${SWARM} join-command    for each further machine`,
    `  ${SWARM} status`,
  ]
}

/** Binds the server to this machine, where it is bound to none. */
async function placeServer({ docker, nodeId, machine }: Manager): Promise<string> {
  const bound = (await readMachines(docker)).filter(({ labels }) => labels[SERVER_LABEL] === 'yes')
  if (bound.length > 0) return `runs on ${bound.map(({ name }) => name).join(' or ')}.`
  const node = docker.getNode(nodeId)
  const { Version, Spec } = await node.inspect()
  const Labels = { ...Spec.Labels, [SERVER_LABEL]: 'yes' }
  await node.update({ version: Version.Index, ...Spec, Labels })
  return `will run on ${machine}, which has the label ${SERVER_LABEL}=yes now.`
}

/**
 * Makes the next certificates, unless those that were made last wait to be used.
 * @returns how to change over. @throws {SwarmError} where there are none to renew.
 */
export async function renew({ docker }: Manager): Promise<string[]> {
  const { whole } = await readSets(docker)
  const last = whole.at(-1)
  if (last === undefined) {
    throw new SwarmError(`There are no certificates to renew. Make the first: ${SWARM} init`)
  }
  const used = await usedSets(docker)
  const isWaiting = whole.length > 1 && !used.has(last.number)
  const { number } = isWaiting ? last : await makeSet(docker)
  const before = whole.map((set) => set.number).filter((old) => old !== number)
  const names = (kinds: readonly string[]) =>
    before.flatMap((old) => kinds.map((kind) => `docker-blitz-${kind}-${old}`)).join(' ')
  return [
    `Certificates: ${isWaiting ? 'were made before' : 'made'}, number ${number}. Nothing uses them yet. Change over in two steps; readers go on.`,
    '',
    'First, everything trusts the old ones and the new ones:',
    `  AUTHORITY=${number} ${deployCommand()}`,
    `When ${SWARM} status has nothing missing, everything uses the new ones:`,
    `  AUTHORITY=${number} CERTIFICATES=${number} ${deployCommand()}`,
    'Keep both variables with your settings. When nothing is missing again, remove the old ones:',
    `  docker secret rm ${names(['server', 'server-key', 'node', 'node-key'])}`,
    `  docker config rm ${names(['authority'])}`,
    'Everything still trusts the authority before. Where a key may be stolen, do all of this once more: only then is that key of no use.',
  ]
}
