import type { Clock } from '../common/clock.ts'
import type { ProcessorLoad } from '../common/machine-load.ts'
import type { SandboxHandle } from '../drivers/driver.ts'
import type { Machines } from '../drivers/machines.ts'
import type { Capacity } from './capacity.ts'
import {
  CapacityByMachine,
  type CapacityByMachineOptions,
  type MachineFill,
} from './capacity-by-machine.ts'
import { type Place, Places } from './places.ts'

export interface SeveralMachinesOptions extends Omit<CapacityByMachineOptions, 'startingOn'> {
  /** On each machine, where the host has set it. */
  readonly startsAtOnce?: number | undefined
  readonly clock: Clock
  /** Removes a sandbox of that machine that nobody has. @returns whether there was one. */
  readonly giveUpReady: (machine: string) => Promise<boolean>
}

/** What a house of several machines knows of them: what each holds, and where the next sandbox begins. */
export class SeveralMachines implements Disposable {
  readonly capacity: CapacityByMachine
  readonly #machines: Machines
  readonly #places: Places
  readonly #options: SeveralMachinesOptions
  readonly #withdrawing = new Set<string>()

  constructor(options: SeveralMachinesOptions) {
    const { machines, startsAtOnce, clock, onFailure } = options
    this.#options = options
    this.#machines = machines
    this.capacity = new CapacityByMachine({
      ...options,
      startingOn: (machine) => this.#places.startingOn(machine),
    })
    this.#places = new Places({
      machines,
      capacityOf: (machine) => this.capacity.of(machine),
      freeOn: (machine) => this.capacity.freeOn(machine),
      startsAtOnce,
      clock,
      onFailure,
    })
    this.capacity.watch(() => {
      this.#places.proceed()
      this.#withdraw()
    })
  }

  [Symbol.dispose](): void {
    this.#places[Symbol.dispose]()
    this.capacity[Symbol.dispose]()
  }

  /** Each machine for itself. */
  get fills(): readonly MachineFill[] {
    return this.capacity.fills
  }

  /** Tells `listener` when the state of one has changed. @returns how to stop. */
  watch(listener: () => void): () => void {
    return this.#machines.watch(listener)
  }

  get load(): ProcessorLoad {
    return this.capacity
  }

  /** Shows `visit` each machine's own capacity, now and whenever one comes. */
  each(visit: (capacity: Capacity, machine: string) => void): void {
    this.capacity.each(visit)
  }

  /** Starts at the same time, on all machines that take readers. */
  get startsAtOnce(): number {
    return this.#places.startsAtOnce
  }

  /** A place for one start. @throws the signal's reason. */
  place(signal: AbortSignal): Promise<Place> {
    return this.#places.take(signal)
  }

  /** Whether a sandbox may be given to a new reader. */
  takesReaders({ node }: Pick<SandboxHandle, 'node'>): boolean {
    return this.#machines.all.some(({ id, state }) => id === node && state === 'active')
  }

  /** What nobody has on a machine that takes no readers is removed: it would wait for nobody. */
  #withdraw(): void {
    for (const { id, state } of this.#machines.all) {
      const isOut = state === 'drained' || state === 'paused' || state === 'leaving'
      if (isOut && !this.#withdrawing.has(id)) void this.#empty(id)
    }
  }

  async #empty(machine: string): Promise<void> {
    this.#withdrawing.add(machine)
    try {
      while (await this.#options.giveUpReady(machine));
    } catch (error) {
      this.#options.onFailure(error)
    } finally {
      this.#withdrawing.delete(machine)
    }
  }
}
