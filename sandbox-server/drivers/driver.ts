import type { Duplex } from 'node:stream'

/**
 * What the server needs from whatever runs sandboxes: the engine of this machine, or nodes elsewhere.
 * Terminals, silent commands and previews live above it and are the same for every driver.
 */
export interface SandboxDriver {
  /**
   * Creates and starts one sandbox. Resolves when its SSH server can be reached through
   * {@link SandboxHandle.connect}; the inner engine may still be starting.
   * @throws {DriverError} with a sentence for the host when the sandbox cannot be had.
   */
  create(request: SandboxRequest, signal?: AbortSignal): Promise<SandboxHandle>

  /**
   * Every sandbox of this deployment and course that exists now, those of an earlier server included.
   * @param node the machine that is asked, where there are several; absent: all that answer.
   * @throws {DriverError} when that machine, or none of them, says it.
   */
  list(node?: string): Promise<readonly SandboxHandle[]>

  /**
   * What sandboxes may still take of the machine that they run on, or of all machines together.
   * @throws {DriverError} when it does not say.
   */
  room(): Promise<MachineRoom>

  /** Names of the layer stores of this deployment, half-made ones included. */
  layerStores(): Promise<readonly string[]>

  /** Removes a layer store. Succeeds when it is already gone. @throws {DriverError} while in use. */
  removeLayerStore(name: string): Promise<void>
}

/** Memory and disk of the machine on which sandboxes run. */
export interface MachineRoom {
  /** All that there is for sandboxes and everything else on it. */
  readonly memoryBytes: number
  /** What could be had at this moment; undefined where only the machine itself can say. */
  readonly availableBytes: number | undefined
  /** The part of the last ten seconds, 0 to 1, in which everything waited for memory. */
  readonly stalled: number
  /** Free on the disk of the engine; undefined where only the machine itself can say. */
  readonly diskBytes: number | undefined
  /** The part of the time, 0 to 1, in which something waited for a processor, where the machine says. */
  readonly pressure?: number | undefined
  /** The part of its processors, 0 to 1, that is in use, where the machine says. */
  readonly busy?: number | undefined
}

export interface SandboxRequest {
  /** Names the sandbox among those of the deployment: 1 to 40 of `a-z 0-9 -`. */
  readonly id: string
  /** The one public key that logs in, in the form of an `authorized_keys` line. */
  readonly authorizedKey: string
  /** Absent: the sandbox has no Docker Hub. */
  readonly hub?: HubAccess | undefined
  /** Absent: the sandbox's engine starts with nothing but what its image brings. */
  readonly layers?: LayerStore | undefined
  /** The machine that it begins on, where there are several. */
  readonly node?: string | undefined
  /** Told that what sandboxes are made from has gone, and is made anew first: that takes minutes. */
  readonly onRenewal?: (() => void) | undefined
}

/** A volume of the host's engine with unpacked layers, which many sandboxes read and none changes. */
export interface LayerStore {
  /** Made where it does not exist: 1 to 60 of `a-z 0-9 -`. */
  readonly name: string
  /** `write` makes it the data root of the one sandbox that fills it. */
  readonly access: 'read' | 'write'
}

/** What a sandbox must know to find Docker Hub on its own loopback. */
export interface HubAccess {
  /** The certificate of the authority that vouches for it, in PEM. */
  readonly authority: string
  /** Names that lead to it. */
  readonly names: readonly string[]
}

export interface SandboxHandle {
  readonly id: string

  /** The machine that it runs on; empty where there is only one. */
  readonly node: string

  /**
   * A new byte stream to the sandbox's SSH server, as soon as that listens.
   * @throws {DriverError} when the sandbox is gone, and the reason of `signal` when that aborts.
   */
  connect(signal?: AbortSignal): Promise<Duplex>

  /**
   * Connects to a Unix socket of the sandbox with nothing in between.
   * @param path one that nobody but container root can put another file in the place of.
   * @param onBroken told when what leads there has broken, where it can: then `connect` has, too.
   * @returns undefined where this machine has no such way.
   * @throws when nothing listens there.
   */
  dial(path: string, onBroken?: () => void): Promise<Duplex | undefined>

  /** What the sandbox is doing, as its host sees it at this moment. */
  state(): Promise<SandboxState>

  /** The last lines that it printed, for a host; empty where there are none. */
  lastWords(): Promise<string>

  /** Freezes every process of the sandbox; memory stays. */
  pause(): Promise<void>

  /** Thaws a paused sandbox. */
  resume(): Promise<void>

  /** Time that its processes have had on processors since it began, in seconds. */
  processorSeconds(): Promise<number>

  /** Memory that it uses and the kernel cannot drop at once, in bytes: its disk counts, too. */
  memoryBytes(): Promise<number>

  /** Removes the sandbox and all that belongs to it. Succeeds when it is already gone. */
  destroy(): Promise<void>

  /** Stops to watch it, so that nothing of it keeps this process; the sandbox goes on. */
  release(): void

  /** Resolves, once, when the sandbox has stopped for whatever reason, or was released; never rejects. */
  readonly lost: Promise<void>
}

export type SandboxState = 'running' | 'paused' | 'gone'

/** A failure of the host's engine, with a sentence that a host can act on. */
export class DriverError extends Error {
  override readonly name = 'DriverError'
}
