import type { MachineRoom } from '../../sandbox-server/drivers/driver.ts'
import type { Machine, Machines } from '../../sandbox-server/drivers/machines.ts'

const GIB = 2 ** 30

export interface MadeUpMachine extends Omit<Machine, 'room'> {
  readonly memory: MachineRoom
}

/** A machine with nothing on it, but for what is said of it. */
export function madeUpMachine(
  id: string,
  {
    memory,
    ...otherwise
  }: Partial<Omit<MadeUpMachine, 'memory'>> & {
    memory?: Partial<MachineRoom>
  } = {},
): MadeUpMachine {
  return {
    id,
    name: `machine ${id}`,
    cpus: 4,
    state: 'active',
    since: 0,
    why: undefined,
    ...otherwise,
    memory: {
      memoryBytes: 8 * GIB,
      availableBytes: 4 * GIB,
      stalled: 0,
      diskBytes: 100 * GIB,
      pressure: 0,
      ...memory,
    },
  }
}

/** Machines that are nowhere, and become what a test wants. */
export class MadeUpMachines implements Machines {
  readonly #listeners = new Set<() => void>()
  #all: readonly Machine[] = []

  constructor(...machines: readonly MadeUpMachine[]) {
    this.become(...machines)
  }

  get all(): readonly Machine[] {
    return this.#all
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async *arrivals(): AsyncGenerator<void> {}

  become(...machines: readonly MadeUpMachine[]): void {
    this.#all = machines.map(({ memory, ...machine }) => ({ ...machine, room: async () => memory }))
    for (const listener of [...this.#listeners]) listener()
  }
}
