import type { HouseCapacity } from './capacity.ts'
import type { CoursePools } from './course-pools.ts'
import type { PoolOptions, SandboxPool } from './pool.ts'
import { Reservation, type ReservationOwner, type SeatNeeds, type SeatRoom } from './reservation.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** What makes the pool of a workshop differ from that of its course. */
export type ReservedPoolOptions = Pick<
  PoolOptions,
  | 'warm'
  | 'prepared'
  | 'preparedAtOnce'
  | 'planned'
  | 'promised'
  | 'elsewhere'
  | 'isNeededElsewhere'
>

export interface ReservationsOptions {
  readonly pools: CoursePools
  readonly capacity: Pick<HouseCapacity, 'further' | 'endsFirst' | 'levels' | 'watch'>
  /** Sandboxes alive at once, however much memory there is. */
  readonly maximum: number
  /** Sandboxes that start at the same time on machines that are calm. */
  readonly startsAtOnce: () => number
  /** By their names. */
  readonly courses: readonly string[]
  readonly poolFor: (needs: SeatNeeds, options: ReservedPoolOptions) => SandboxPool
}

/**
 * The seats that workshops have reserved. Several share the machine: whichever begins earlier comes
 * first, and by their names where two begin at once, so that no two wait for each other.
 */
export class Reservations implements ReservationOwner {
  readonly #options: ReservationsOptions
  readonly #all = new Set<Reservation>()

  constructor(options: ReservationsOptions) {
    this.#options = options
    options.capacity.watch(() => this.changed())
  }

  /** @throws where the server does not have the course. */
  add(needs: SeatNeeds): Reservation {
    if (!this.#options.courses.includes(needs.course)) {
      throw new Error(`There is no course ${needs.course}.`)
    }
    const reservation = new Reservation(this, this.#options.pools, needs)
    this.#all.add(reservation)
    this.changed()
    return reservation
  }

  /** Called by a reservation of which nothing is left. */
  remove(reservation: Reservation): void {
    this.#all.delete(reservation)
    this.released()
  }

  /** Who waits for a seat of a workshop. */
  get waiting(): number {
    return [...this.#all].reduce((sum, { seats }) => sum + seats.waiting, 0)
  }

  /** Sandboxes that may still begin for workshops which are begun: ordinary readers do not get them. */
  get promised(): number {
    return this.#promisedTo([...this.#all])
  }

  changed(): void {
    for (const reservation of this.#all) reservation.tellSoon()
  }

  released(): void {
    const { pools } = this.#options
    if (pools.hasBegun) pools.refill()
    pools.room.emit()
    this.changed()
  }

  poolFor(reservation: Reservation): SandboxPool {
    const { pools, poolFor } = this.#options
    return poolFor(reservation.needs, {
      warm: { minimum: 0, maximum: 0 },
      prepared: reservation.needs.seats,
      preparedAtOnce: this.#options.startsAtOnce(),
      planned: (alive) => reservation.remaining(alive),
      promised: () => this.#promisedTo(this.#before(reservation.needs)),
      elsewhere: () => pools.alive - reservation.alive,
      // What is promised to it nobody else can need.
      isNeededElsewhere: () => false,
    })
  }

  /**
   * How many of these seats the machine can hold: one that is begun, now; any other at its time, of the
   * whole machine less what others have been promised for the same time.
   */
  roomFor(needs: SeatNeeds, reservation?: Reservation): SeatRoom {
    const { seats } = needs
    const room = reservation?.isBegun
      ? reservation.alive + reservation.further
      : this.#wholeMachine - seatsOf(this.#besides(needs))
    const holds = Math.max(0, Math.min(seats, room))
    return { holds, why: holds < seats ? this.#whyFewer(needs, reservation) : null }
  }

  get #wholeMachine(): number {
    const { pools, capacity, maximum } = this.#options
    const { alive } = pools
    return Math.min(maximum, alive + capacity.further(alive))
  }

  #whyFewer(needs: SeatNeeds, reservation: Reservation | undefined): string {
    const { pools, capacity, maximum } = this.#options
    const others = this.#besides(needs)
    const sentences = [this.#whatEndsFirst(capacity.levels, maximum)]
    if (others.length > 0) {
      const names = others.map(({ needs: { name } }) => name).join(', ')
      sentences.push(`${seatsOf(others)} seats are promised to ${names} at the same time.`)
    }
    const outside = reservation?.isBegun
      ? pools.alive - [...this.#all].reduce((sum, { alive }) => sum + alive, 0)
      : 0
    if (outside > 0) sentences.push(`${outside} sandboxes are in use outside of workshops.`)
    return sentences.join(' ')
  }

  #whatEndsFirst({ planned, reserve }: HouseCapacity['levels'], maximum: number): string {
    const { pools, capacity } = this.#options
    if (maximum <= pools.alive + capacity.further(pools.alive)) {
      return `MAXIMUM_SANDBOXES=${maximum} lets no more in.`
    }
    if (capacity.endsFirst === 'disk') return "The disk of the engine's data is full."
    const each = Math.round(planned / MIB)
    return `Memory ends first: a seat takes about ${each} MiB, and ${(reserve / GIB).toFixed(1)} GiB stay free.`
  }

  /** Those that come first, of the same time. */
  #besides(needs: SeatNeeds): Reservation[] {
    return this.#before(needs).filter(
      ({ needs: other }) => other.from < needs.until && needs.from < other.until,
    )
  }

  #before(needs: SeatNeeds): Reservation[] {
    return [...this.#all].filter(({ needs: other }) => comesBefore(other, needs))
  }

  #promisedTo(reservations: readonly Reservation[]): number {
    return reservations.reduce((sum, one) => sum + (one.isBegun ? one.remaining() : 0), 0)
  }
}

function comesBefore(one: SeatNeeds, other: SeatNeeds): boolean {
  return one.from < other.from || (one.from === other.from && one.name < other.name)
}

function seatsOf(reservations: readonly Reservation[]): number {
  return reservations.reduce((sum, { needs }) => sum + needs.seats, 0)
}
