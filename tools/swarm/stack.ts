import type Docker from 'dockerode'
import * as z from 'zod'
import { numberOf } from './certificate-sets.ts'

/** Where stack.yaml lets the server run. */
export const SERVER_LABEL = 'docker-blitz.server'

/** Docker's own, on all that belongs to a stack. */
const STACK_LABEL = 'com.docker.stack.namespace'

/** What the Swarm may want of a task that is to run. */
const WANTED: ReadonlySet<string> = new Set(['ready', 'running'])

/** States that a task does not leave. */
const ENDED: ReadonlySet<string> = new Set([
  'complete',
  'shutdown',
  'failed',
  'rejected',
  'remove',
  'orphaned',
])

const labels = z.record(z.string(), z.string()).nullish()

const node = z.object({
  ID: z.string(),
  Spec: z.object({ Role: z.string(), Availability: z.string(), Labels: labels }),
  Description: z.object({ Hostname: z.string() }),
  Status: z.object({ State: z.string() }),
  ManagerStatus: z.object({ Leader: z.boolean().optional() }).nullish(),
})

const service = z.object({
  ID: z.string(),
  Spec: z.object({
    Name: z.string(),
    TaskTemplate: z.object({
      ContainerSpec: z.object({
        Image: z.string(),
        Secrets: z.array(z.object({ SecretName: z.string() })).nullish(),
      }),
    }),
  }),
  UpdateStatus: z.object({ State: z.string(), Message: z.string().optional() }).nullish(),
})

const task = z.object({
  ServiceID: z.string(),
  NodeID: z.string().optional(),
  CreatedAt: z.string(),
  DesiredState: z.string(),
  Status: z.object({ State: z.string(), Err: z.string().optional() }),
})

/** A machine of the Swarm. */
export interface Machine {
  readonly id: string
  readonly name: string
  readonly role: 'leader' | 'manager' | 'worker'
  /** As Swarm says it: `ready`, `down`. */
  readonly state: string
  /** What its host wants: `active`, `pause`, `drain`. */
  readonly availability: string
  readonly labels: Readonly<Record<string, string>>
}

/** One try to run a service on a machine. */
export interface Task {
  /** The id of the service. */
  readonly service: string
  /** Empty where no machine is found for it. */
  readonly machine: string
  /** As Swarm says it: `running`, `preparing`, `rejected`. */
  readonly state: string
  /** Whether the Swarm wants it to end. */
  readonly isEnding: boolean
  readonly hasEnded: boolean
  /** Why it fails; empty where it does not. */
  readonly error: string
}

export interface Service {
  readonly id: string
  /** Without the stack's name: `server`, `node`, `caddy`. */
  readonly name: string
  readonly image: string
  /** Names of the Swarm's objects. */
  readonly secrets: readonly string[]
  /** What an update has come to, where it has stopped; empty where none has. */
  readonly stopped: string
  /** The newest first. */
  readonly tasks: readonly Task[]
}

export async function readMachines(docker: Docker): Promise<readonly Machine[]> {
  const nodes = z.array(node).parse(await docker.listNodes())
  return nodes
    .map(
      ({ ID, Spec, Description, Status, ManagerStatus }) =>
        ({
          id: ID,
          name: Description.Hostname,
          role: ManagerStatus?.Leader ? 'leader' : Spec.Role === 'manager' ? 'manager' : 'worker',
          state: Status.State,
          availability: Spec.Availability,
          labels: Spec.Labels ?? {},
        }) as const,
    )
    .sort((one, other) => one.name.localeCompare(other.name))
}

/** @returns the filter by which an engine lists what belongs to a stack. */
export function ofStack(stack: string): { label: string[] } {
  return { label: [`${STACK_LABEL}=${stack}`] }
}

export async function readServices(docker: Docker, stack: string): Promise<readonly Service[]> {
  const services = z
    .array(service)
    .parse(await docker.listServices({ filters: ofStack(stack) }))
    .sort((one, other) => one.Spec.Name.localeCompare(other.Spec.Name))
  const tasks = await readTasks(docker, stack)
  return services.map(({ ID, Spec, UpdateStatus }) => ({
    id: ID,
    name: Spec.Name.slice(stack.length + 1),
    image: Spec.TaskTemplate.ContainerSpec.Image,
    secrets: (Spec.TaskTemplate.ContainerSpec.Secrets ?? []).map(({ SecretName }) => SecretName),
    stopped: UpdateStatus?.State === 'paused' ? (UpdateStatus.Message ?? 'Swarm paused it') : '',
    tasks: tasks.filter((each) => each.service === ID),
  }))
}

/** @returns the numbers of the certificates that services of any stack use. */
export async function usedSets(docker: Docker): Promise<ReadonlySet<number | undefined>> {
  const services = z.array(service).parse(await docker.listServices())
  const secrets = services.flatMap(({ Spec }) => Spec.TaskTemplate.ContainerSpec.Secrets ?? [])
  return new Set(secrets.map(({ SecretName }) => numberOf(SecretName)))
}

/** The newest first. */
export async function readTasks(docker: Docker, stack: string): Promise<readonly Task[]> {
  const tasks = z.array(task).parse(await docker.listTasks({ filters: ofStack(stack) }))
  return tasks
    .sort((one, other) => other.CreatedAt.localeCompare(one.CreatedAt))
    .map(({ ServiceID, NodeID = '', DesiredState, Status }) => ({
      service: ServiceID,
      machine: NodeID,
      state: Status.State,
      isEnding: !WANTED.has(DesiredState),
      hasEnded: ENDED.has(Status.State),
      error: Status.Err ?? '',
    }))
}
