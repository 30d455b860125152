import { isDeepStrictEqual } from 'node:util'
import type { SeatLevels } from '../../protocol/board-messages.ts'
import { Watched } from '../common/watched.ts'
import type { CoursePools } from './course-pools.ts'
import type { SeatLimits } from './live-course.ts'
import type { SandboxPool } from './pool.ts'
import { Seats } from './seats.ts'

/** What a workshop needs of the house. Dates are in milliseconds since 1970. */
export interface SeatNeeds {
  /** Of the workshop: names it to a host whose workshop gets fewer seats for it. */
  readonly name: string
  readonly course: string
  readonly seats: number
  /** When the first sandbox is prepared. */
  readonly from: number
  /** When the last one ends; `Infinity` where nobody has said. */
  readonly until: number
  readonly limits?: SeatLimits | undefined
}

/** The seats of a plan that the machine can hold, and why those are not all. */
export type SeatRoom = Pick<SeatLevels, 'holds' | 'why'>

/** All reservations of the house, as one of them knows them. */
export interface ReservationOwner {
  /** Makes its pool; nothing has begun in it. */
  poolFor(reservation: Reservation): SandboxPool
  roomFor(needs: SeatNeeds, reservation?: Reservation): SeatRoom
  /** Something of a reservation has changed: the others may be able to hold more, or less. */
  changed(): void
  /** Less is promised than before: others may begin with it. */
  released(): void
  /** Nothing is left of it. */
  remove(reservation: Reservation): void
}

const NOTHING = { prepared: 0, starting: 0, taken: 0 }

/** Readers of a classroom come from one address. */
const NO_BOUND = Infinity

/**
 * Seats of the house that are set apart for one workshop. Until it is begun it only counts for other
 * workshops of the same time; from then on it has a pool of its own, of which nobody else gets
 * anything, and no other sandbox begins that would take its room.
 */
export class Reservation {
  /** Gives its sandboxes out. Who comes before it is begun, or over its count, waits. */
  readonly seats: Seats
  /** What is prepared, and what the machine can hold of it. */
  readonly levels: Watched<SeatLevels>
  readonly #owner: ReservationOwner
  readonly #pools: CoursePools
  #needs: SeatNeeds
  #pool: SandboxPool | undefined
  #telling: NodeJS.Immediate | undefined
  readonly #stops = new DisposableStack()
  /** Once it is closed: resolves when its last sandbox is gone. */
  #emptied: PromiseWithResolvers<void> | undefined

  constructor(owner: ReservationOwner, pools: CoursePools, needs: SeatNeeds) {
    this.#owner = owner
    this.#pools = pools
    this.#needs = needs
    this.seats = new Seats(
      {
        room: pools.room,
        hasRoom: () => this.#pool?.hasRoom ?? false,
        makeRoom: () => this.#makeRoom(),
        take: async (_, onStep) => this.#open.take(onStep),
        adopt: async (_, adopting) => this.#open.adopt(adopting),
        giveBack: async (sandbox) => this.#pool?.giveBack(sandbox),
      },
      NO_BOUND,
      'workshop',
    )
    this.levels = new Watched<SeatLevels>({ ...NOTHING, ...owner.roomFor(needs) })
  }

  get needs(): SeatNeeds {
    return this.#needs
  }

  get isBegun(): boolean {
    return this.#pool !== undefined
  }

  /** Nobody gets a seat of it any more. */
  get isClosed(): boolean {
    return this.#emptied !== undefined
  }

  /** Its sandboxes that exist or are about to. */
  get alive(): number {
    return this.#pool?.alive ?? 0
  }

  /** Sandboxes that may still begin for it, while it has so many. */
  remaining(alive = this.alive): number {
    return this.#emptied ? 0 : Math.max(0, this.#needs.seats - alive)
  }

  /** Further sandboxes that may begin for it now. */
  get further(): number {
    return Math.max(0, this.#pool?.further ?? 0)
  }

  /** Sandboxes are made ahead from now on, and given to whoever takes one. Begun once. */
  begin(): void {
    if (this.#pool || this.#emptied) return
    const pool = this.#owner.poolFor(this)
    this.#pool = pool
    this.#pools.join(pool, this.#needs.course)
    this.#stops.defer(pool.changes.subscribe(() => this.#owner.changed()))
    this.#stops.defer(this.#pools.room.subscribe(() => pool.refill()))
    if (this.#pools.hasBegun) pool.refill()
    this.#owner.changed()
  }

  /** Other seats, or another time. Its course and its limits stay. */
  change({ seats, from, until }: Pick<SeatNeeds, 'seats' | 'from' | 'until'>): void {
    this.#needs = { ...this.#needs, seats, from, until }
    this.#pool?.expect(this.#needs.seats)
    this.#owner.released()
  }

  /**
   * Nobody gets one any more, and what nobody has is removed.
   * @returns when those that participants have are gone, too: whoever gave them ends them.
   */
  close(): Promise<void> {
    if (this.#emptied) return this.#emptied.promise
    this.#emptied = Promise.withResolvers()
    this.#pool?.expect(0)
    this.#pool?.renew()
    this.seats.close()
    this.#owner.released()
    this.#leaveWhenEmpty()
    return this.#emptied.promise
  }

  /** Tells what is so now, once for all that happens in a turn. Called by the owner. */
  tellSoon(): void {
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined
      this.#leaveWhenEmpty()
      this.#yieldTo()
      this.#tell()
    })
  }

  #tell(): void {
    const levels = this.#levels
    if (!isDeepStrictEqual(levels, this.levels.value)) this.levels.set(levels)
  }

  /** What readers of the courses have ready for nobody is in the way of what is promised. */
  #yieldTo(): void {
    if (this.#pool && this.remaining() > 0 && this.#pool.further <= 0) this.#makeRoom()
  }

  #makeRoom(): void {
    if (this.#pool && this.remaining() > 0) this.#pools.makeRoomFor(this.#pool)
  }

  get #open(): SandboxPool {
    if (this.#pool === undefined) throw new Error('Its seats are not prepared yet.')
    return this.#pool
  }

  get #levels(): SeatLevels {
    const pool = this.#pool
    const counts = pool && { prepared: pool.ready, starting: pool.starting, taken: pool.taken }
    return { ...NOTHING, ...counts, ...this.#owner.roomFor(this.#needs, this) }
  }

  #leaveWhenEmpty(): void {
    if (!this.#emptied || this.alive > 0) return
    const pool = this.#pool
    this.#pool = undefined
    if (pool) {
      this.#pools.leave(pool)
      void pool.close()
    }
    this.#stops.dispose()
    this.#owner.remove(this)
    this.#tell()
    this.#emptied.resolve()
  }
}
