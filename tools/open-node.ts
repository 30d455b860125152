import { lstat, mkdir } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { dirname } from 'node:path'
import { type NodeAddress, parseNodeAddress } from '../node-protocol/address.ts'
import { NODE_PROTOCOL, type NodeFacts } from '../node-protocol/messages.ts'
import { EngineNode } from '../sandbox-node/engine-node.ts'
import { SwarmWatch } from '../sandbox-node/swarm-watch.ts'
import { lockFile } from '../sandbox-server/common/file-lock.ts'
import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import { MachineLoad } from '../sandbox-server/common/machine-load.ts'
import { ProcessorLoad } from '../sandbox-server/common/processor-load.ts'
import { shortcomings } from '../sandbox-server/doctor/check.ts'
import { examineHost } from '../sandbox-server/doctor/examine-host.ts'
import { attempt } from '../sandbox-server/drivers/docker-engine/engine-error.ts'
import { EngineMachine } from '../sandbox-server/drivers/docker-engine/engine-machine.ts'
import {
  engineChoices,
  type NodeSettings,
  SettingError,
  type Settings,
} from '../sandbox-server/settings.ts'
import { type FindEngineOptions, findEngine } from './find-engine.ts'
import { courseSandboxes } from './open-courses.ts'
import { tryToListen } from './try-to-listen.ts'

export interface OpenNodeOptions extends FindEngineOptions {
  readonly settings: Settings
  readonly own: NodeSettings
  readonly version: string
}

/** A machine that is ready for a server. */
export interface OpenedNode extends AsyncDisposable {
  readonly node: EngineNode
  readonly swarm: SwarmWatch
}

/**
 * Gets this machine ready for sandboxes: an engine, and the image of each course. What it finds
 * running stays.
 * @throws {DriverError} with what to do, where they cannot be had.
 */
export async function openNode(options: OpenNodeOptions): Promise<OpenedNode> {
  const { settings, own, version, steps } = options
  await using opened = new AsyncDisposableStack()
  const { engine: found } = await findEngine(options)
  const { docker } = found
  const { checks, host, engine } = await examineHost(found, engineChoices(settings))
  const warnings = [...shortcomings(checks)]
  for (const warning of warnings) steps.say(`  ${warning}`)
  const { onThisKernel } = engine
  const { ID, Name, Labels, Swarm } = await attempt('The engine does not describe itself', () =>
    docker.info(),
  )
  const mark = { id: own.NODE_ID ?? ID, sharesEngine: own.NODE_ID !== undefined }
  const machine = new EngineMachine(docker, onThisKernel, own.NODE_PROC)
  const courses = await courseSandboxes({
    ...options,
    docker,
    onThisKernel,
    host,
    machine,
    node: mark,
  })
  const swarmNode: string | undefined = Swarm?.NodeID || undefined
  const facts: NodeFacts = {
    protocol: NODE_PROTOCOL,
    version,
    // Machines that were copied from one have the same engine's id, and never the same of a Swarm.
    id: own.NODE_ID ?? swarmNode ?? ID,
    name: own.NODE_NAME ?? Name,
    cpus: engine.cpus,
    memoryBytes: engine.memoryBytes,
    courses: courses.map(({ name, hasEngine, image }) => ({ name, hasEngine, image })),
    warnings,
    labels: labelsIn(Labels ?? []),
    swarmNode,
  }
  const swarm = opened.use(new SwarmWatch(docker))
  const load = opened.use(new MachineLoad())
  const used = new ProcessorLoad()
  const busy = () => used.share
  const node = opened.use(
    new EngineNode({ docker, machine, mark, facts, courses, load, busy, swarm }),
  )
  const acquired = opened.move()
  return { node, swarm, [Symbol.asyncDispose]: () => acquired.disposeAsync() }
}

/** @param written as an engine has them: `name=value`. */
function labelsIn(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    written.map((label) => {
      const [name = '', ...value] = label.split('=')
      return [name, value.join('=')]
    }),
  )
}

/**
 * Keeps a second node program away from the address, and has the folder of a socket made.
 * @throws {SettingError} where the address cannot be had.
 */
export async function claimAddress(
  address: NodeAddress,
  { NODE_LISTEN }: NodeSettings,
): Promise<Disposable> {
  const another = 'Stop it, or set another NODE_LISTEN.'
  if (!('path' in address)) {
    await tryToListen(address.host, address.port).catch((error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      const why = isTaken
        ? `is taken by another program. ${another}`
        : `is not usable: ${error.message}.`
      throw new SettingError(`NODE_LISTEN=${NODE_LISTEN} ${why}`)
    })
    return { [Symbol.dispose]() {} }
  }
  const folder = dirname(address.path)
  let lock: Disposable | undefined
  try {
    await mkdir(folder, { mode: 0o750 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    lock = lockFile(`${address.path}.lock`)
  } catch (error) {
    const why = fileTrouble(error, folder) ?? `${(error as Error).message}.`
    throw new SettingError(`NODE_LISTEN=${NODE_LISTEN} is not usable: ${why}`)
  }
  if (lock === undefined) {
    throw new SettingError(
      `A node program that listens at ${NODE_LISTEN} is already running. ${another}`,
    )
  }
  const present = await whatIsAt(address.path)
  if (present === undefined) return lock
  lock[Symbol.dispose]()
  throw new SettingError(`NODE_LISTEN=${NODE_LISTEN} is taken by ${present}. ${another}`)
}

/** @returns what a program that listens there would remove; undefined: nothing, or what an earlier one has left. */
async function whatIsAt(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined)
  if (found === undefined) return undefined
  if (!found.isSocket()) return 'something that is no socket'
  return (await doesAnswer(path)) ? 'another program, such as an engine' : undefined
}

function doesAnswer(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createConnection({ path }, () => resolve(true))
  socket.once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

/** @throws {SettingError} */
export function listenAddress({ NODE_LISTEN }: NodeSettings): NodeAddress {
  const address = parseNodeAddress(NODE_LISTEN)
  if (address) return address
  throw new SettingError(
    `NODE_LISTEN=${NODE_LISTEN} is not usable: it takes unix:/PATH or HOST:PORT, such as 0.0.0.0:7443.`,
  )
}
