import { MachineLoad } from '../common/machine-load.ts'
import { Capacity, type CapacityOptions } from './capacity.ts'
import type { Place } from './places.ts'

/** Starts at the same time where nobody says how many the processors carry. */
const STARTS_AT_ONCE = 2

const HERE: Place = { machine: '', failed() {}, [Symbol.dispose]() {} }

/** What a house whose sandboxes are all on this machine knows of it. */
export class OneMachine implements Disposable {
  readonly capacity: Capacity
  readonly load = new MachineLoad()
  readonly startsAtOnce: number

  constructor(options: CapacityOptions, startsAtOnce = STARTS_AT_ONCE) {
    this.capacity = new Capacity(options)
    this.startsAtOnce = startsAtOnce
  }

  [Symbol.dispose](): void {
    this.capacity[Symbol.dispose]()
    this.load[Symbol.dispose]()
  }

  place(): Place {
    return HERE
  }

  takesReaders(): boolean {
    return true
  }

  /** Shows `visit` the one capacity. */
  each(visit: (capacity: Capacity, machine: undefined) => void): void {
    visit(this.capacity, undefined)
  }
}
