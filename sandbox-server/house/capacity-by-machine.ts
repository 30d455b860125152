import type { ProcessorLoad } from '../common/machine-load.ts'
import type { SandboxHandle } from '../drivers/driver.ts'
import { holdsSandboxes, type Machine, type Machines } from '../drivers/machines.ts'
import { Capacity, type CapacityLevels, PLANNED_BYTES } from './capacity.ts'

export interface CapacityByMachineOptions {
  readonly machines: Machines
  /** Sandboxes that readers have, on whichever machine. */
  readonly taken: () => Iterable<Placed>
  /** Sandboxes that are ready for the next readers. */
  readonly ready: () => Iterable<Placed>
  /** Starts that are under way on a machine. */
  readonly startingOn: (machine: string) => number
  /** Memory of each machine that is kept free, in bytes, as `Capacity` has it. */
  readonly reserveBytes?: number | undefined
  readonly eachBytes?: number | undefined
  readonly onFailure: (error: unknown) => void
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number
}

interface Placed {
  readonly id: string
  readonly handle: Pick<SandboxHandle, 'node' | 'memoryBytes'>
}

/** One machine, as whoever watches the house sees it. */
export interface MachineFill {
  readonly machine: Machine
  /** Sandboxes on it that exist or are about to. */
  readonly sandboxes: number
  /** Further ones that may begin on it now. */
  readonly further: number
  /** Undefined of one that holds none, such as one that is lost. */
  readonly levels: CapacityLevels | undefined
  /** The part of its processors that is in use, 0 to 1; undefined: it does not say. */
  readonly busy: number | undefined
}

/**
 * How many sandboxes several machines have room for together: each is measured for itself, by a
 * {@link Capacity} of its own, since the memory of one is of no use to the readers of another.
 */
export class CapacityByMachine implements ProcessorLoad, Disposable {
  readonly #options: CapacityByMachineOptions
  readonly #capacities = new Map<string, Capacity>()
  readonly #listeners = new Set<() => void>()
  readonly #visitors = new Set<(capacity: Capacity, machine: string) => void>()
  readonly #unwatch: () => void
  #isStarted = false

  constructor(options: CapacityByMachineOptions) {
    this.#options = options
    this.#unwatch = options.machines.watch(() => this.#follow())
    this.#follow()
  }

  /** Looks at every machine at once, and from then on as each of them needs it. Never rejects. */
  async start(): Promise<void> {
    this.#isStarted = true
    await Promise.all([...this.#capacities.values()].map((capacity) => capacity.start()))
  }

  [Symbol.dispose](): void {
    this.#unwatch()
    for (const capacity of this.#capacities.values()) capacity[Symbol.dispose]()
    this.#capacities.clear()
    this.#listeners.clear()
  }

  /** Tells `listener` after every look, and when a machine comes or goes. @returns how to stop. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Shows `visit` each machine's own capacity, now and whenever one comes. */
  each(visit: (capacity: Capacity, machine: string) => void): void {
    this.#visitors.add(visit)
    for (const [machine, capacity] of this.#capacities) visit(capacity, machine)
  }

  /** @returns undefined for a machine that is not, or no longer, known. */
  of(machine: string): Capacity | undefined {
    return this.#capacities.get(machine)
  }

  /** Further sandboxes that a machine holds, whether it takes readers or not; undefined: it has not said. */
  freeOn(machine: string): number | undefined {
    return this.#free(machine, this.#counts())
  }

  /** Sandboxes that may begin now, while so many are alive or about to be, on whichever machine. */
  further(alive: number): number {
    const open = this.#open
    if (open.length === 0) return 0
    const counts = this.#counts()
    const free = open.reduce((sum, { id }) => sum + Math.max(0, this.#free(id, counts) ?? 0), 0)
    // Those that wait for a place will be on one of the machines.
    const unplaced = Math.max(0, alive - sumOf(counts.values()))
    return Math.max(alive === 0 ? 1 : 0, free - unplaced)
  }

  get endsFirst(): 'memory' | 'disk' {
    const open = this.#open.map(({ id }) => this.of(id)?.endsFirst)
    return open.length > 0 && open.every((one) => one === 'disk') ? 'disk' : 'memory'
  }

  /** Of all machines together; `planned` of the one where a reader takes most. */
  get levels(): CapacityLevels {
    const all = [...this.#capacities.values()].map(({ levels }) => levels)
    return {
      available: sumOf(all.map(({ available }) => available)),
      reserve: sumOf(all.map(({ reserve }) => reserve)),
      used: sumOf(all.map(({ used }) => used)),
      planned: Math.max(this.#options.eachBytes ?? PLANNED_BYTES, ...all.map((one) => one.planned)),
    }
  }

  /** In the mean of the machines that take readers. */
  get pressure(): number {
    const all = this.#open.map(({ id }) => this.of(id)?.pressure ?? 0)
    return all.length === 0 ? 0 : sumOf(all) / all.length
  }

  /** Each machine for itself. */
  get fills(): readonly MachineFill[] {
    const counts = this.#counts()
    return this.#options.machines.all.map((machine) => {
      const capacity = this.of(machine.id)
      const free = machine.state === 'active' ? (this.#free(machine.id, counts) ?? 0) : 0
      return {
        machine,
        sandboxes: counts.get(machine.id) ?? 0,
        further: Math.max(0, free),
        levels: capacity?.levels,
        busy: capacity?.busy,
      }
    })
  }

  /** Reads what there is on every machine. Never rejects. */
  async look(): Promise<void> {
    await Promise.all([...this.#capacities.values()].map((capacity) => capacity.look()))
  }

  get #open(): readonly Machine[] {
    return this.#options.machines.all.filter(({ state }) => state === 'active')
  }

  /** Sandboxes that are on each machine or begin there. */
  #counts(): Map<string, number> {
    const { machines, taken, ready, startingOn } = this.#options
    const counts = new Map(machines.all.map(({ id }) => [id, startingOn(id)]))
    for (const sandboxes of [taken(), ready()]) {
      for (const { handle } of sandboxes)
        counts.set(handle.node, (counts.get(handle.node) ?? 0) + 1)
    }
    return counts
  }

  #free(machine: string, counts: ReadonlyMap<string, number>): number | undefined {
    return this.of(machine)?.free(counts.get(machine) ?? 0)
  }

  /** A machine that has come is looked at; one that is lost, no longer. */
  #follow(): void {
    const there = this.#options.machines.all.filter(holdsSandboxes)
    const ids = new Set(there.map(({ id }) => id))
    for (const [id, capacity] of this.#capacities) {
      if (ids.has(id)) continue
      capacity[Symbol.dispose]()
      this.#capacities.delete(id)
    }
    for (const machine of there) {
      if (!this.#capacities.has(machine.id)) this.#add(machine)
    }
    this.#tell()
  }

  #add(machine: Machine): void {
    const { taken, ready, reserveBytes, eachBytes, onFailure, now } = this.#options
    const capacity = new Capacity({
      room: () => machine.room(),
      taken: () => on(machine.id, taken()),
      ready: () => on(machine.id, ready()),
      reserveBytes,
      eachBytes,
      onFailure,
      ...(now && { now }),
    })
    this.#capacities.set(machine.id, capacity)
    for (const visit of this.#visitors) visit(capacity, machine.id)
    capacity.watch(() => this.#tell())
    if (this.#isStarted) void capacity.start()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

function* on(machine: string, sandboxes: Iterable<Placed>): Iterable<Placed> {
  for (const sandbox of sandboxes) if (sandbox.handle.node === machine) yield sandbox
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, one) => sum + one, 0)
}
