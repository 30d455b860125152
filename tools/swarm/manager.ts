import type Docker from 'dockerode'
import * as z from 'zod'
import { findEngine } from '../../sandbox-server/engines/find-engine.ts'
import { SWARM } from './call.ts'
import { SwarmError } from './swarm-error.ts'

/** What `GET /info` says of the engine's Swarm. */
const swarmInfo = z.object({
  Name: z.string(),
  Swarm: z.object({
    NodeID: z.string(),
    NodeAddr: z.string(),
    LocalNodeState: z.string(),
    ControlAvailable: z.boolean(),
    RemoteManagers: z.array(z.object({ Addr: z.string() })).nullish(),
  }),
})

/** An engine that may change its Swarm. */
export interface Manager {
  readonly docker: Docker
  /** Of this machine, as the Swarm knows it. */
  readonly nodeId: string
  readonly machine: string
  /** Where other machines reach this one, without the port. */
  readonly address: string
}

/** @throws {SwarmError} where this machine's engine manages no Swarm. @throws {DriverError} where there is no engine. */
export async function findManager(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Manager> {
  const { docker } = await findEngine(environment)
  const { Name: machine, Swarm } = swarmInfo.parse(await docker.info())
  const { NodeID: nodeId, NodeAddr: address, ControlAvailable, LocalNodeState } = Swarm
  if (ControlAvailable) return { docker, nodeId, machine, address }
  throw new SwarmError(whyNot(LocalNodeState, Swarm.RemoteManagers ?? []))
}

function whyNot(state: string, managers: readonly { readonly Addr: string }[]): string {
  switch (state) {
    case 'active': {
      const places = managers.map(({ Addr }) => Addr.replace(/:\d+$/, '')).join(', ')
      return `This machine is a worker of its Swarm. Run this on a manager: ${places}.`
    }
    case 'locked':
      return 'The Swarm of this machine is locked. Unlock it: docker swarm unlock'
    case 'pending':
      return 'This machine is joining a Swarm. Wait until docker node ls lists it, or leave: docker swarm leave'
    case 'error':
      return 'The Swarm of this machine is broken: docker info says why. Leave it, and begin again: docker swarm leave --force'
    default:
      return `This machine is in no Swarm. Make one: docker swarm init (with several networks: --advertise-addr and the address that the other machines reach). Then again: ${SWARM} init`
  }
}
