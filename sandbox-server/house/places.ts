import type { Clock } from '../common/clock.ts'
import { DriverError } from '../drivers/driver.ts'
import type { Machine, Machines } from '../drivers/machines.ts'
import type { Capacity } from './capacity.ts'
import { placeOf, startsAtOnceOn } from './placement.ts'

/** How long a machine on which a start failed gets none while there are others, in milliseconds. */
const FAILED_MILLISECONDS = 30_000

export interface PlacesOptions {
  readonly machines: Machines
  readonly capacityOf: (
    machine: string,
  ) => Pick<Capacity, 'endsFirst' | 'isStalled' | 'pressure'> | undefined
  /** Further sandboxes that a machine holds; undefined: it has not said. */
  readonly freeOn: (machine: string) => number | undefined
  /** Starts at once on each machine, where the host has set it. */
  readonly startsAtOnce?: number | undefined
  readonly clock: Clock
  /** Told, once each time, that sandboxes are wanted and no machine takes readers. */
  readonly onFailure: (error: unknown) => void
}

/** A place on a machine for the time of one start. */
export interface Place extends Disposable {
  readonly machine: string
  /** The start has failed: others come first for a while. */
  failed(): void
}

function takesReaders({ state }: Machine): boolean {
  return state === 'active'
}

/** Which machine each new sandbox begins on, and how many starts each has under way. */
export class Places implements Disposable {
  readonly #options: PlacesOptions
  readonly #starting = new Map<string, number>()
  /** When the last start on a machine failed, by the clock. */
  readonly #failed = new Map<string, number>()
  /** The number of the last sandbox that each machine got. */
  readonly #placed = new Map<string, number>()
  /** Oldest first. */
  readonly #waiting = new Set<() => void>()
  #count = 0
  #hasSaidNone = false
  readonly #unwatch: () => void

  constructor(options: PlacesOptions) {
    this.#options = options
    this.#unwatch = options.machines.watch(() => this.proceed())
  }

  [Symbol.dispose](): void {
    this.#unwatch()
  }

  /** Starts that are under way on a machine. */
  startingOn(machine: string): number {
    return this.#starting.get(machine) ?? 0
  }

  /** Starts that may be under way at once, on all machines that take readers. */
  get startsAtOnce(): number {
    const open = this.#options.machines.all.filter(takesReaders)
    const sum = open.reduce((total, { cpus }) => total + this.#startsAtOnceOn(cpus), 0)
    return Math.max(1, sum)
  }

  /** A place for one start, as soon as a machine has one; in turn. @throws the signal's reason. */
  async take(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted()
    const place = this.#waiting.size === 0 ? this.#find() : undefined
    if (place) return place
    return new Promise((resolve, reject) => {
      const tryAgain = () => {
        const place = this.#find()
        if (place === undefined) return
        end()
        resolve(place)
      }
      const leave = () => {
        end()
        reject(signal.reason)
      }
      const end = () => {
        this.#waiting.delete(tryAgain)
        signal.removeEventListener('abort', leave)
      }
      this.#waiting.add(tryAgain)
      signal.addEventListener('abort', leave)
    })
  }

  /** Gives those that wait what has come free. Called after each look at a machine, too. */
  proceed(): void {
    for (const tryAgain of [...this.#waiting]) {
      const before = this.#count
      tryAgain()
      // Those that came later would find nothing either.
      if (this.#count === before) return
    }
  }

  #find(): Place | undefined {
    const { machines, capacityOf, freeOn, clock } = this.#options
    const open = machines.all.filter(takesReaders)
    this.#sayWhetherNone(open.length === 0)
    const now = clock.now()
    const machine = placeOf(
      open.map(({ id, cpus }) => {
        const { endsFirst, isStalled = false, pressure = 0 } = capacityOf(id) ?? {}
        const hasFailed = now - (this.#failed.get(id) ?? -Infinity) < FAILED_MILLISECONDS
        return {
          machine: id,
          free: freeOn(id),
          starting: this.startingOn(id),
          startsAtOnce: this.#startsAtOnceOn(cpus),
          pressure,
          isTroubled: isStalled || hasFailed || endsFirst === 'disk',
          placed: this.#placed.get(id) ?? 0,
        }
      }),
    )
    return machine === undefined ? undefined : this.#reserve(machine)
  }

  #reserve(machine: string): Place {
    this.#count += 1
    this.#placed.set(machine, this.#count)
    this.#change(machine, 1)
    let isHeld = true
    return {
      machine,
      failed: () => this.#failed.set(machine, this.#options.clock.now()),
      [Symbol.dispose]: () => {
        if (!isHeld) return
        isHeld = false
        this.#change(machine, -1)
        this.proceed()
      },
    }
  }

  #change(machine: string, by: 1 | -1): void {
    const count = this.startingOn(machine) + by
    if (count === 0) this.#starting.delete(machine)
    else this.#starting.set(machine, count)
  }

  #startsAtOnceOn(cpus: number): number {
    return this.#options.startsAtOnce ?? startsAtOnceOn(cpus)
  }

  #sayWhetherNone(isNone: boolean): void {
    if (isNone && !this.#hasSaidNone) {
      this.#options.onFailure(
        new DriverError(
          'A reader waits, and no machine takes readers: each is drained, paused, away, or about to leave. `docker node ls` on a manager says which.',
        ),
      )
    }
    this.#hasSaidNone = isNone
  }
}
