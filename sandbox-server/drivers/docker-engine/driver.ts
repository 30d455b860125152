import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type Docker from 'dockerode'
import {
  DriverError,
  type SandboxDriver,
  type SandboxHandle,
  type SandboxState,
} from '../driver.ts'
import { type ControlGroup, controlGroupOf, processorSecondsOf } from './control-group.ts'
import { createOptions, type HostFacts, type SandboxLimits } from './create-options.ts'
import { DirectWay } from './direct-way.ts'
import { attempt, engineSentence, isConflict, isNotFound } from './engine-error.ts'
import { EngineMachine, usedOf } from './engine-machine.ts'
import { ExecStream, textOfFrames } from './exec-stream.ts'
import { Freezer } from './freezer.ts'
import { COURSE_LABEL, deploymentFilter, type NodeMark, SANDBOX_LABEL } from './labels.ts'
import { listLayerVolumes, removeLayerVolume } from './layer-volumes.ts'
import { memoryUsedBy } from './machine-room.ts'
import { pauseByEngine } from './pause-by-engine.ts'
import { RenewedImage } from './renewed-image.ts'

/** Of the SSH server. */
const SSH_SOCKET = '/run/blitz/ssh'

/**
 * Waits for the SSH server, which is up some 50 ms after the container's start, and on a busy machine
 * when it is: whoever gives up closes the stream, and the end of the container ends the command.
 */
const CONNECT_COMMAND = ['socat', 'STDIO', `UNIX-CONNECT:${SSH_SOCKET},forever,interval=0.025`]

/** Lines of a container that are told as its last words. */
const LAST_LINES = 5

/** How long to wait before an engine that does not answer is asked again, in milliseconds. */
const ASK_AGAIN_MILLISECONDS = 1000

export interface DockerEngineDriverOptions {
  readonly docker: Docker
  /** Whether the engine runs on the kernel of this process; it is taken to run on another. */
  readonly onThisKernel?: boolean | undefined
  /** The sandbox image, as `ensureSandboxImage` names it. */
  readonly image: string
  /** Tells the sandboxes of one deployment from those of another on the same engine. */
  readonly deployment: string
  readonly limits: SandboxLimits
  readonly host: HostFacts
  /** Whether an engine runs in the sandboxes; one does where this is absent. */
  readonly hasEngine?: boolean | undefined
  /** Tells the sandboxes of a course from those of the other courses of the deployment. */
  readonly course?: string | undefined
  /** The node program that these sandboxes are made by, where one makes them. */
  readonly node?: NodeMark | undefined
  /** The machine, where several drivers share what they know of it. */
  readonly machine?: EngineMachine | undefined
  /** Makes the image again where a host has removed it, and says its name. */
  readonly renewImage?: (() => Promise<string>) | undefined
  /** `engine`: every byte by way of the engine, also where there is a shorter one: to prove both. */
  readonly way?: 'direct' | 'engine' | undefined
}

/** Sandboxes as containers of one Docker engine, on this machine or another. */
export function createDockerEngineDriver(options: DockerEngineDriverOptions): SandboxDriver {
  const { docker, deployment, course = '', node, way = 'direct' } = options
  const image = new RenewedImage(options.image, options.renewImage)
  const machine = options.machine ?? new EngineMachine(docker, options.onThisKernel ?? false)
  const sandbox = (containerId: string, id: string) =>
    new DockerSandbox(docker, containerId, id, way, machine)
  return {
    async create(request, signal) {
      signal?.throwIfAborted()
      const container = await attempt('The sandbox could not be created', () =>
        image.use(
          (name) => docker.createContainer(createOptions({ ...options, request, image: name })),
          request.onRenewal,
        ),
      )
      const handle = sandbox(container.id, request.id)
      try {
        await attempt('The sandbox could not be started', () => container.start())
        signal?.throwIfAborted()
      } catch (error) {
        await handle.destroy()
        throw error
      }
      return handle
    },
    async list() {
      return attempt('The sandboxes could not be listed', async () => {
        const filters = deploymentFilter(deployment, node)
        const containers: unknown = await docker.listContainers({ all: true, filters })
        if (!Array.isArray(containers)) throw new Error('the engine answered with no list')
        return (containers as Docker.ContainerInfo[])
          .filter(({ Labels }) => (Labels[COURSE_LABEL] ?? '') === course)
          .map(({ Id, Labels }) => sandbox(Id, Labels[SANDBOX_LABEL] ?? Id))
      })
    },
    room: () => attempt('The engine does not say what room it has', () => machine.room()),
    layerStores: () => listLayerVolumes(docker, deployment),
    removeLayerStore: (name) => removeLayerVolume(docker, name),
  }
}

/** What this machine's kernel offers for a container without its engine. */
interface Shortcuts {
  readonly way: DirectWay
  readonly freezer: Freezer | undefined
  /** Where the kernel counts its time on processors. */
  readonly processorTime: ControlGroup | undefined
  /** Where the kernel counts its memory. */
  readonly memory: ControlGroup | undefined
}

class DockerSandbox implements SandboxHandle {
  readonly id: string
  readonly node = ''
  readonly #container: Docker.Container
  readonly #released = new AbortController()
  readonly #way: 'direct' | 'engine'
  #shortcuts: Promise<Shortcuts | undefined> | undefined
  /** By the engine's own command, which alone may undo it: it would call the container paused for ever. */
  #isPausedByEngine = false
  #lost: Promise<void> | undefined

  readonly #machine: EngineMachine

  constructor(
    docker: Docker,
    containerId: string,
    id: string,
    way: 'direct' | 'engine',
    machine: EngineMachine,
  ) {
    this.#container = docker.getContainer(containerId)
    this.#way = way
    this.#machine = machine
    this.id = id
  }

  get lost(): Promise<void> {
    this.#lost ??= this.#waitForEnd()
    return this.#lost
  }

  async connect(signal?: AbortSignal): Promise<Duplex> {
    return attempt('The sandbox cannot be reached', async () => {
      const direct = await this.#findShortcuts()
      if (direct) return direct.way.dialPatiently(SSH_SOCKET, signal)
      const exec = await this.#container.exec({
        Cmd: CONNECT_COMMAND,
        // Whom the reader can neither signal nor become.
        User: 'nobody',
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
      })
      return new ExecStream(await exec.start({ hijack: true, stdin: true }))
    })
  }

  async dial(path: string): Promise<Duplex | undefined> {
    return (await this.#findShortcuts())?.way.dial(path)
  }

  async state(): Promise<SandboxState> {
    try {
      const { State } = await this.#container.inspect()
      if (!State.Running) return 'gone'
      if (State.Paused) return 'paused'
      const freezer = (await this.#findShortcuts())?.freezer
      return (await freezer?.isFrozen()) ? 'paused' : 'running'
    } catch (error) {
      if (isNotFound(error) || isGroupGone(error)) return 'gone'
      throw new DriverError(engineSentence('The sandbox could not be inspected', error), {
        cause: error,
      })
    }
  }

  async lastWords(): Promise<string> {
    const said = await attempt('The sandbox could not be asked', () =>
      this.#container.logs({ stdout: true, stderr: true, tail: LAST_LINES }),
    )
    return textOfFrames(said)
  }

  async pause(): Promise<void> {
    await attempt('The sandbox could not be paused', async () => {
      const freezer = (await this.#findShortcuts())?.freezer
      if (freezer) return freezer.freeze()
      await pauseByEngine(this.#container)
      this.#isPausedByEngine = true
    })
  }

  async resume(): Promise<void> {
    await attempt('The sandbox could not be resumed', async () => {
      const freezer = (await this.#findShortcuts())?.freezer
      if (freezer && !this.#isPausedByEngine) return freezer.thaw()
      await this.#container.unpause()
      this.#isPausedByEngine = false
    })
  }

  async processorSeconds(): Promise<number> {
    return attempt('The sandbox could not be measured', async () => {
      const group = (await this.#findShortcuts())?.processorTime
      if (group) return processorSecondsOf(group)
      // One look, where the engine would otherwise take two, a second apart.
      const { cpu_stats } = await this.#container.stats({ stream: false, 'one-shot': true })
      const { total_usage: used } = cpu_stats.cpu_usage
      // Of an engine that finds no control groups: a sandbox has always used something.
      if (used === 0) throw new DriverError('The engine does not say what the sandbox uses.')
      return used / 1e9
    })
  }

  async memoryBytes(): Promise<number> {
    return attempt('The sandbox could not be measured', async () => {
      const group = (await this.#findShortcuts())?.memory
      if (group) return memoryUsedBy(group)
      const { memory_stats } = await this.#container.stats({ stream: false, 'one-shot': true })
      return usedOf(memory_stats)
    })
  }

  async destroy(): Promise<void> {
    await attempt('The sandbox could not be removed', async () => {
      try {
        // Not every runtime can end what is frozen. Where it is gone, the engine says so.
        const found = await this.#shortcuts?.catch(() => undefined)
        if (!this.#isPausedByEngine) await found?.freezer?.thaw().catch(() => {})
        await this.#container.remove({ force: true, v: true })
      } catch (error) {
        // Somebody else removed it, or is about to.
        if (isNotFound(error)) return
        if (!isConflict(error)) throw error
        await this.#removed()
      }
    })
  }

  release(): void {
    this.#released.abort()
  }

  #findShortcuts(): Promise<Shortcuts | undefined> {
    if (this.#way === 'engine') return Promise.resolve(undefined)
    this.#shortcuts ??= this.#lookForShortcuts().catch((error: unknown) => {
      this.#shortcuts = undefined
      throw error
    })
    return this.#shortcuts
  }

  async #lookForShortcuts(): Promise<Shortcuts | undefined> {
    const { Id, State } = await this.#container.inspect()
    this.#isPausedByEngine = State.Paused
    const { proc } = this.#machine
    const way = await DirectWay.find(Id, State.Pid, proc)
    // Without a way in, the processes that are seen here may be a virtual machine's own.
    if (!way) return undefined
    const [freezer, processorTime, memory] = await Promise.all([
      Freezer.find(State.Pid, Id, proc),
      controlGroupOf(State.Pid, Id, 'cpuacct', proc),
      controlGroupOf(State.Pid, Id, 'memory', proc),
    ])
    this.#machine.has(memory)
    return { way, freezer, processorTime, memory }
  }

  async #removed(): Promise<void> {
    while ((await this.state()) !== 'gone') await delay(50)
  }

  async #waitForEnd(): Promise<void> {
    const { signal } = this.#released
    while (!signal.aborted) {
      try {
        await this.#container.wait({ abortSignal: signal })
        return
      } catch (error) {
        if (isNotFound(error) || signal.aborted) return
        // The engine itself went away; its containers may have stayed.
        await delay(ASK_AGAIN_MILLISECONDS, undefined, { ref: false })
      }
    }
  }
}

/** The kernel's answers for the files of a control group whose container has just ended. */
function isGroupGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENODEV'
}
