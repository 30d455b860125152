import pLimit from 'p-limit'
import type { MachineRoom } from '../drivers/driver.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'

const MIB = 1024 * 1024

/**
 * Memory that a reader at work takes at least, in bytes. Measured: 45 MB each for 100 readers who
 * played a chapter (docs/bench.md, `crowd`). Where a course takes more, the sandboxes show it.
 */
export const PLANNED_BYTES = 48 * MIB

/** The same without an engine: two shells, and an editor or the like. */
const PLANNED_WITHOUT_ENGINE_BYTES = 16 * MIB

/** Memory that a reader at work takes at least, of whichever of the courses takes most, in bytes. */
export function plannedBytes(courses: readonly { readonly hasEngine: boolean }[]): number {
  return courses.some(({ hasEngine }) => hasEngine) ? PLANNED_BYTES : PLANNED_WITHOUT_ENGINE_BYTES
}

/** Fewer readers say nothing of what a further one will take. */
const FEWEST_TO_PLAN_BY = 3

/** Kept free: this part of the memory, within bounds in bytes. */
const RESERVE_PART = 0.1
const LEAST_RESERVE_BYTES = 256 * MIB
const MOST_RESERVE_BYTES = 2048 * MIB

/** Of an engine that only says how much memory there is, this part is taken to be for sandboxes. */
const PART_FROM_AFAR = 0.9

/** Everything waits for memory for this part of the time: twice the reserve is kept then. */
const STALLED_PART = 0.1

/** Below this a start may fail for want of disk, and the engine with it. In bytes. */
const DISK_RESERVE_BYTES = 256 * MIB

/** Time from one look to the next, while memory is plentiful and while it is not. Milliseconds. */
const LOOK_MILLISECONDS = 2000
const LOOK_SOON_MILLISECONDS = 500

/** While memory is plentiful a sandbox is measured this often, in milliseconds. */
const MEASURE_MILLISECONDS = 10_000

/** Measured at once: an engine from afar has others to answer, too. */
const MEASURED_AT_ONCE = 8

export interface CapacityOptions {
  /** What the machine of the sandboxes has left. */
  readonly room: () => Promise<MachineRoom>
  /** Sandboxes that readers have. */
  readonly taken: () => Iterable<Measurable>
  /** Sandboxes that are ready for the next readers. */
  readonly ready: () => Iterable<Measurable>
  /** Memory that is kept free, in bytes; by default a tenth of it, 256 MiB to 2 GiB. */
  readonly reserveBytes?: number | undefined
  /** Memory that a reader at work takes at least, in bytes; by default that of one with an engine. */
  readonly eachBytes?: number | undefined
  readonly onFailure: (error: unknown) => void
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number
}

/** What the house asks of its capacity, whether there is one machine or several. */
export type HouseCapacity = Disposable &
  Pick<Capacity, 'further' | 'endsFirst' | 'levels' | 'watch' | 'look' | 'start'>

type Measurable = Pick<Sandbox, 'id'> & {
  readonly handle: Pick<Sandbox['handle'], 'memoryBytes'>
}

interface Measured {
  readonly bytes: number
  readonly at: number
}

/** How short memory is: `low` while less than half of the reserve is left, `lowest` below a quarter. */
export type Shortage = 'none' | 'low' | 'lowest'

/** For whoever watches the house; memory in bytes. */
export interface CapacityLevels {
  readonly available: number
  readonly reserve: number
  readonly used: number
  readonly planned: number
}

/** The default of the memory that is kept free, in bytes. */
export function reserveFor(memoryBytes: number): number {
  const part = memoryBytes * RESERVE_PART
  return Math.min(MOST_RESERVE_BYTES, Math.max(LEAST_RESERVE_BYTES, part))
}

/**
 * How many readers at work a machine has room for, besides those who are in.
 * @param reserveBytes that are kept free; undefined: the default.
 */
export function seatsIn(
  { memoryBytes, availableBytes = memoryBytes * PART_FROM_AFAR }: MachineRoom,
  reserveBytes = reserveFor(memoryBytes),
  eachBytes = PLANNED_BYTES,
): number {
  return Math.max(1, Math.floor((availableBytes - reserveBytes) / eachBytes))
}

/**
 * How many sandboxes the machine has room for, by what they really use. A sandbox counts with what
 * it uses, and until it uses as much as the one in the middle, with that: a start that is under way
 * and a reader who has only come will take it.
 */
export class Capacity implements Disposable {
  readonly #options: CapacityOptions
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  readonly #measured = new Map<string, Measured>()
  readonly #gate = pLimit(MEASURED_AT_ONCE)
  #room: MachineRoom | undefined
  #planned: number
  /** Of those that readers have, the one that uses most. */
  #greediest: { readonly id: string; readonly bytes: number } | undefined
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: CapacityOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#planned = this.#least
  }

  /** Looks at once, and from then on every few seconds. Never rejects. */
  async start(): Promise<void> {
    await this.look()
    if (this.#isClosed) return
    const pause = this.#isPlentiful ? LOOK_MILLISECONDS : LOOK_SOON_MILLISECONDS
    this.#timer = setTimeout(() => void this.start(), pause).unref()
  }

  [Symbol.dispose](): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  /** Tells `listener` after every look. @returns how to stop. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Sandboxes that may begin now, while so many are alive or about to be. One may in any case. */
  further(alive: number): number {
    const least = alive === 0 ? 1 : 0
    return Math.max(least, this.free(alive) ?? Infinity)
  }

  /**
   * What is left for further sandboxes, while so many are alive or about to be: negative where those
   * will take more than there is. @returns undefined before the first look.
   */
  free(alive: number): number | undefined {
    if (this.#room === undefined) return undefined
    if (this.#isDiskFull) return 0
    const reserve = this.isStalled ? 2 * this.#reserve : this.#reserve
    const free = this.#available - reserve - this.#expectedGrowth(alive)
    return Math.floor(free / this.#planned)
  }

  /** Whether everything waits for memory too often. */
  get isStalled(): boolean {
    return (this.#room?.stalled ?? 0) > STALLED_PART
  }

  /** The part of the time in which something waited for a processor, 0 to 1; 0 where nobody says. */
  /** The part of its processors that is in use, 0 to 1, where the machine says. */
  get busy(): number | undefined {
    return this.#room?.busy
  }

  get pressure(): number {
    return this.#room?.pressure ?? 0
  }

  /** What is in the way of a further sandbox first. */
  get endsFirst(): 'memory' | 'disk' {
    return this.#isDiskFull ? 'disk' : 'memory'
  }

  get shortage(): Shortage {
    if (this.#room === undefined || this.#available >= this.#reserve / 2) return 'none'
    return this.#available >= this.#reserve / 4 ? 'low' : 'lowest'
  }

  /**
   * The sandbox of a reader that uses most of all.
   * @param least only where it uses that many times what the one in the middle does.
   */
  greediest(least: number): string | undefined {
    const found = this.#greediest
    return found && found.bytes >= least * this.#planned ? found.id : undefined
  }

  get levels(): CapacityLevels {
    return {
      available: this.#room === undefined ? 0 : Math.max(0, this.#available),
      reserve: this.#room === undefined ? 0 : this.#reserve,
      used: this.#used,
      planned: this.#planned,
    }
  }

  /** Reads what there is. Never rejects: a machine that does not say is taken to be as it was. */
  look(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#looking ??= this.#look()
      .catch(this.#options.onFailure)
      .finally(() => {
        this.#looking = undefined
        for (const listener of this.#listeners) listener()
      })
    return this.#looking
  }

  async #look(): Promise<void> {
    const { room, taken, ready } = this.#options
    const ofReaders = [...taken()]
    const [found] = await Promise.all([room(), this.#measure([...ofReaders, ...ready()])])
    this.#room = found
    const used = ofReaders
      .flatMap(({ id }) => {
        const bytes = this.#measured.get(id)?.bytes
        return bytes === undefined ? [] : [{ id, bytes }]
      })
      .sort((one, other) => one.bytes - other.bytes)
    this.#greediest = used.at(-1)
    // Not the mean: one that is greedy says nothing of those who will come.
    const middle = used[Math.floor((used.length - 1) / 2)]?.bytes ?? 0
    this.#planned = Math.max(this.#least, used.length < FEWEST_TO_PLAN_BY ? 0 : middle)
  }

  async #measure(sandboxes: readonly Measurable[]): Promise<void> {
    const ids = new Set(sandboxes.map(({ id }) => id))
    for (const id of this.#measured.keys()) if (!ids.has(id)) this.#measured.delete(id)
    const due = this.#now() - (this.#isPlentiful ? MEASURE_MILLISECONDS : 0)
    const outdated = sandboxes.filter(({ id }) => (this.#measured.get(id)?.at ?? -Infinity) <= due)
    await Promise.all(
      outdated.map(({ id, handle }) =>
        this.#gate(async () => {
          try {
            this.#measured.set(id, { bytes: await handle.memoryBytes(), at: this.#now() })
          } catch {
            // It has ended, or its engine does not say: it counts as one that has just begun.
            this.#measured.delete(id)
          }
        }),
      ),
    )
  }

  get #least(): number {
    return this.#options.eachBytes ?? PLANNED_BYTES
  }

  get #isDiskFull(): boolean {
    return (this.#room?.diskBytes ?? Infinity) < DISK_RESERVE_BYTES
  }

  get #isPlentiful(): boolean {
    return this.#room !== undefined && this.#available > 2 * this.#reserve
  }

  get #reserve(): number {
    return this.#options.reserveBytes ?? reserveFor(this.#room?.memoryBytes ?? 0)
  }

  get #available(): number {
    if (this.#room === undefined) return 0
    const { availableBytes, memoryBytes } = this.#room
    return availableBytes ?? memoryBytes * PART_FROM_AFAR - this.#used
  }

  get #used(): number {
    return [...this.#measured.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** What the sandboxes that are alive will take besides what they use. */
  #expectedGrowth(alive: number): number {
    const unmeasured = Math.max(0, alive - this.#measured.size) * this.#planned
    return [...this.#measured.values()].reduce(
      (sum, { bytes }) => sum + Math.max(0, this.#planned - bytes),
      unmeasured,
    )
  }
}
