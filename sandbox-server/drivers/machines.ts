import type { MachineRoom } from './driver.ts'

/**
 * What a machine does for readers. `active`: it takes new ones. `drained`, `paused`: its host wants no
 * new ones there. `leaving`: its program is about to end. `away`: its connection is broken, and its
 * sandboxes are kept. `lost`: away for too long; they are given up. `refused`: it cannot be used.
 */
export type MachineState = 'active' | 'drained' | 'paused' | 'leaving' | 'away' | 'lost' | 'refused'

/** One of several machines on which sandboxes run. */
export interface Machine {
  /** As `SandboxHandle.node` has it. */
  readonly id: string
  /** As its host knows it. */
  readonly name: string
  readonly cpus: number
  readonly state: MachineState
  /** Since when it is in that state, in milliseconds since 1970. */
  readonly since: number
  /** What a host should know of that; undefined: nothing. */
  readonly why: string | undefined
  /** What sandboxes may still take of it. Where it is away, what it said last. @throws {DriverError} */
  room(): Promise<MachineRoom>
}

/** The machines of a deployment that has several. */
export interface Machines {
  /** In the order in which they came; those that are lost stay for a while. */
  readonly all: readonly Machine[]
  /** Tells `listener` of one that comes or goes, and of another state. @returns how to stop. */
  watch(listener: () => void): () => void
  /**
   * Yields whenever a machine has come that was not there when this was called. Ends when all there are
   * have come, or when it is too late for the sandboxes of those that have not.
   */
  arrivals(): AsyncIterable<void>
}

/** Whether sandboxes may be on it: one that is lost or refused counts for nothing. */
export function holdsSandboxes({ state }: Machine): boolean {
  return state !== 'lost' && state !== 'refused'
}
