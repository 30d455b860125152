import { deployCommand } from '../../sandbox-server/common/installation.ts'
import { SWARM } from './call.ts'
import { dayOf, type KnownSets, numberOf, readSets } from './certificate-sets.ts'
import type { Manager } from './manager.ts'
import {
  type Machine,
  readMachines,
  readServices,
  SERVER_LABEL,
  type Service,
  type Task,
} from './stack.ts'

const YEAR_MILLISECONDS = 365 * 24 * 3600 * 1000

/** With two of three managers, a Swarm goes on; with one of two it does not. */
const MANAGERS_FOR_A_LOSS = 3

export interface SwarmFacts {
  readonly stack: string
  readonly machines: readonly Machine[]
  readonly services: readonly Service[]
  readonly sets: KnownSets
  /** In milliseconds since 1970. */
  readonly now: number
}

export async function readFacts({ docker }: Manager, stack: string): Promise<SwarmFacts> {
  const machines = await readMachines(docker)
  const services = await readServices(docker, stack)
  return { stack, machines, services, sets: await readSets(docker), now: Date.now() }
}

/** A machine, and what runs there. */
export interface MachineStatus {
  readonly name: string
  readonly role: Machine['role']
  readonly state: string
  readonly availability: string
  /** The node program, as Swarm says it; `none` where there is none. */
  readonly node: string
  /** Other services with a task that runs there. */
  readonly services: readonly string[]
}

export interface SwarmStatus {
  readonly machines: readonly MachineStatus[]
  /** Sentences: what keeps the stack from being as it should be, and what to do. */
  readonly missing: readonly string[]
  /** Sentences: what is worth knowing. */
  readonly notes: readonly string[]
}

/** What runs where, and what is missing. */
export function statusOf(facts: SwarmFacts): SwarmStatus {
  const { machines, services } = facts
  const node = services.find(({ name }) => name === 'node')
  const others = services.filter((service) => service !== node)
  return {
    machines: machines.map((machine) => ({
      name: machine.name,
      role: machine.role,
      state: machine.state,
      availability: machine.availability,
      node: stateThere(node, machine),
      services: others.filter((other) => isRunningOn(other, machine)).map(({ name }) => name),
    })),
    missing: [
      ...missingCertificates(facts),
      ...missingStack(facts),
      ...missingServer(facts),
      ...missingNodes(facts),
    ],
    notes: notesOf(facts),
  }
}

function stateThere(node: Service | undefined, machine: Machine): string {
  const task = node?.tasks.find((each) => each.machine === machine.id)
  if (task === undefined) return 'none'
  if (!task.isEnding) return task.state
  return task.state === 'running' ? 'serves its readers to their end' : 'stopped'
}

/** A machine that is away has tasks of which the Swarm only knows that they ran. */
function isRunningOn({ tasks }: Service, { id, state }: Machine): boolean {
  const isRunning = (task: Task) => task.state === 'running' && !task.isEnding
  return state === 'ready' && tasks.some((task) => task.machine === id && isRunning(task))
}

/** What keeps readers and the server from a machine. */
function conditionOf({ state, availability }: Machine): string {
  if (state !== 'ready') return state
  return availability === 'drain' ? 'drained' : 'paused'
}

function missingCertificates({ sets: { whole, leftovers } }: SwarmFacts): string[] {
  if (whole.length === 0) return [`There are no certificates. Make them: ${SWARM} init`]
  return leftovers.length === 0
    ? []
    : [`Certificates are not whole: ${leftovers.join(', ')}. ${SWARM} init says what to do.`]
}

function missingStack({ stack, services }: SwarmFacts): string[] {
  const absent = ['server', 'node'].filter((name) => services.every((each) => each.name !== name))
  const stopped = services.filter((each) => each.stopped !== '')
  return [
    ...(absent.length === 0
      ? []
      : [
          `The stack ${stack} has no ${absent.join(' and no ')}. Deploy it: ${deployCommand(stack)}`,
        ]),
    ...stopped.map(
      ({ name, stopped }) =>
        `The update of ${name} has stopped: ${stopped}. Deploy what works, or go back: docker service rollback ${stack}_${name}`,
    ),
  ]
}

function missingServer({ stack, machines, services }: SwarmFacts): string[] {
  const server = services.find(({ name }) => name === 'server')
  if (server === undefined) return []
  const labelled = machines.filter(({ labels }) => labels[SERVER_LABEL] === 'yes')
  if (labelled.length === 0) {
    return [
      `No machine has the label ${SERVER_LABEL}=yes, so that the server runs nowhere. Choose one: docker node update --label-add ${SERVER_LABEL}=yes MACHINE`,
    ]
  }
  if (machines.some((machine) => isRunningOn(server, machine))) return []
  const isUsable = ({ state, availability }: Machine) =>
    state === 'ready' && availability === 'active'
  if (!labelled.some(isUsable)) {
    const names = labelled.map((machine) => `${machine.name} is ${conditionOf(machine)}`)
    return [
      `The server runs nowhere: ${names.join(', ')}. Bring that machine back, or move the server: docs/machines.md says how.`,
    ]
  }
  return [
    `The server does not run yet: ${why(server.tasks)}. Its log: docker service logs ${stack}_server`,
  ]
}

function missingNodes({ stack, machines, services }: SwarmFacts): string[] {
  const node = services.find(({ name }) => name === 'node')
  if (node === undefined) return []
  return machines.flatMap((machine) => {
    const { name, state, availability } = machine
    if (state !== 'ready') return [`${name} is ${state}: its readers go on at other machines.`]
    if (availability !== 'active' || machine.labels['docker-blitz.node'] === 'no') return []
    if (isRunningOn(node, machine)) return []
    const tasks = node.tasks.filter((each) => each.machine === machine.id)
    const reason = why(tasks)
    if (/no such image/i.test(reason)) {
      return [`${name} has no image ${node.image}. Bring it there: ${SWARM} join-command says how.`]
    }
    return [`${name} has no node program: ${reason}. Its log: docker service logs ${stack}_node`]
  })
}

/** Why a service does not run: the newest error, else what its newest task does. */
function why(tasks: readonly Task[]): string {
  const error = tasks.find((task) => task.error !== '')?.error
  return error?.replace(/\.$/, '') ?? tasks[0]?.state ?? 'no task has begun'
}

function notesOf({ machines, services, sets, now }: SwarmFacts): string[] {
  const newest = sets.whole.at(-1)
  const used = new Set(services.flatMap(({ secrets }) => secrets.map(numberOf)))
  const managers = machines.filter(({ role }) => role !== 'worker').length
  const sentences: (string | false | undefined)[] = [
    ...machines.map(
      (machine) =>
        machine.availability !== 'active' &&
        `${machine.name} is ${conditionOf(machine)}: it gets no new readers. Give it some again: docker node update --availability active ${machine.name}`,
    ),
    newest &&
      newest.end - now < YEAR_MILLISECONDS &&
      `The certificates end on ${dayOf(newest.end)}. Make the next: ${SWARM} init --renew`,
    newest &&
      used.size > 0 &&
      !used.has(newest.number) &&
      `The stack does not use certificates ${newest.number} yet: ${SWARM} init --renew says how to change over.`,
    machines.length >= MANAGERS_FOR_A_LOSS &&
      managers < MANAGERS_FOR_A_LOSS &&
      `${managers === 1 ? 'There is 1 manager' : `There are ${managers} managers`}. A Swarm that loses one cannot be changed; of three, one can be lost: docker node promote MACHINE`,
  ]
  return sentences.filter((sentence) => typeof sentence === 'string')
}
