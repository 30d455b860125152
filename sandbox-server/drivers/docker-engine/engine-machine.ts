import type Docker from 'dockerode'
import { isInContainer } from '../../common/installation.ts'
import { DriverError, type MachineRoom } from '../driver.ts'
import type { ControlGroup } from './control-group.ts'
import { localRoom } from './machine-room.ts'

interface Described {
  readonly MemTotal: number
  readonly DockerRootDir?: string
}

/** The machine of an engine, as its kernel describes it, or as the engine does from afar. */
export class EngineMachine {
  readonly #docker: Docker
  readonly #onThisKernel: boolean
  /** Where its `/proc` is. */
  readonly proc: string
  #described: Promise<Described> | undefined
  /** The control group of the memory of a sandbox: all of them are in one and the same. */
  #sandbox: ControlGroup | undefined

  /** @param proc where its `/proc` is, where it is this machine: a container has one of its own. */
  constructor(docker: Docker, onThisKernel: boolean, proc = '/proc') {
    this.#docker = docker
    this.#onThisKernel = onThisKernel
    this.proc = proc
  }

  /** Learns where sandboxes are. */
  has(sandbox: ControlGroup | undefined): void {
    this.#sandbox = sandbox
  }

  /** @throws when the engine, or the kernel, does not say. */
  async room(): Promise<MachineRoom> {
    const { MemTotal, DockerRootDir } = await this.#describe()
    if (this.#onThisKernel) {
      // The root of the server's own container is on the disk of the engine's data, which it cannot see.
      const dataRoot = isInContainer() ? '/' : DockerRootDir
      return localRoom({ sandbox: this.#sandbox, dataRoot, proc: this.proc })
    }
    return { memoryBytes: MemTotal, availableBytes: undefined, stalled: 0, diskBytes: undefined }
  }

  /** Asked once: an engine's machine does not change while it runs. */
  #describe(): Promise<Described> {
    const described: Promise<Described> = this.#described ?? this.#docker.info()
    this.#described = described
    described.catch(() => {
      this.#described = undefined
    })
    return described
  }
}

/** Of the engine's statistics, whose names differ by the version of control groups. */
export function usedOf(memory: Partial<Docker.MemoryStats>): number {
  const { usage, stats } = memory
  // Of an engine that finds no control groups.
  if (!usage) throw new DriverError('The engine does not say what the sandbox uses.')
  const cached = { total_inactive_file: 0, inactive_file: 0, ...stats }
  return Math.max(0, usage - (cached.total_inactive_file || cached.inactive_file))
}
