import { isDeepStrictEqual } from 'node:util'
import type { Queued, Starting } from '../../protocol/messages.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { CoursePools } from './course-pools.ts'
import { Queue } from './queue.ts'
import { SpareSeats } from './spare-seats.ts'
import { Turnover } from './turnover.ts'

/** The workshop whose seats these are has closed. */
export class SeatsClosedError extends Error {
  override readonly name = 'SeatsClosedError'
}

/** No further reader may wait: not from that address, or not at all. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

/** Readers that wait at once, whatever their address: each costs a socket and some memory. */
const LONGEST_QUEUE = 1000

/** How often a waiting time is measured anew while nothing moves, in milliseconds. */
const RENEW_MILLISECONDS = 15_000

export interface SeatRequest {
  /** By its name; the one of a server that has one where it is absent. */
  readonly course?: string | undefined
  /** Readers of one address share its bound; undefined: no bound. */
  readonly address: string | undefined
  /** Leaves the queue. A sandbox that is under way comes nevertheless. */
  readonly signal: AbortSignal
  /** Told where one stands, and every change of it, while one waits. */
  readonly onPlace: (place: Queued) => void
  readonly onStep: (progress: Starting) => void
}

/** Where the sandboxes of the seats come from: the pools of courses, or that of one workshop. */
export type SeatSource = Pick<
  CoursePools,
  'room' | 'hasRoom' | 'makeRoom' | 'take' | 'adopt' | 'giveBack'
>

interface Waiting extends SeatRequest {
  readonly admit: () => void
  readonly refuse: (reason: Error) => void
  told: Queued | undefined
}

/**
 * Gives sandboxes to readers: at once while there are any, else in turn. No address has all seats
 * or the whole queue.
 */
export class Seats {
  readonly #pools: SeatSource
  #perAddress: number
  readonly #cause: Exclude<Queued['cause'], 'address'>
  readonly #queue = new Queue<Waiting>()
  readonly #turnover = new Turnover()
  readonly #spare = new SpareSeats()
  readonly #held = new Map<string, number>()
  /** Seats that are in use, and whose they are. */
  readonly #taken = new Map<Sandbox, string | undefined>()
  #renewal: NodeJS.Timeout | undefined
  #announcement: NodeJS.Immediate | undefined
  #isClosed = false
  readonly #unsubscribe: () => void

  /**
   * @param perAddress seats, and as many places in the queue, that one address may have.
   * @param cause why one waits who does not wait for the address alone.
   */
  constructor(
    pools: SeatSource,
    perAddress: number,
    cause: Exclude<Queued['cause'], 'address'> = 'house',
  ) {
    this.#pools = pools
    this.#perAddress = perAddress
    this.#cause = cause
    this.#unsubscribe = pools.room.subscribe(() => this.#admit())
  }

  /** Another bound from now on; who has more keeps it. */
  set perAddress(seats: number) {
    this.#perAddress = seats
  }

  /** Readers who wait. */
  get waiting(): number {
    return this.#queue.length
  }

  /** Whether a reader waits for a sandbox of another course than that, who may have one. */
  isAwaitedBeside(course: string): boolean {
    return this.#queue
      .inOrder()
      .some((waiting) => (waiting.course ?? '') !== course && this.#mayHold(waiting))
  }

  /**
   * One sandbox, as soon as it is this reader's turn.
   * @throws {QueueFullError} when no further reader may wait; {SeatsClosedError} once they are closed;
   * the signal's reason when one has left.
   */
  async take(request: SeatRequest): Promise<Sandbox> {
    const { address, signal } = request
    signal.throwIfAborted()
    if (this.#isClosed) throw new SeatsClosedError()
    const isTooMany = address !== undefined && this.#queue.countOf(address) >= this.#perAddress
    if (isTooMany || this.#queue.length >= LONGEST_QUEUE) throw new QueueFullError()
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        ...request,
        told: undefined,
        // Taken in the same breath, so that nobody comes between.
        admit: () => resolve(this.#seat(request)),
        refuse: reject,
      }
      this.#queue.add(waiting)
      signal.addEventListener('abort', () => {
        if (!this.#queue.remove(waiting)) return
        reject(signal.reason)
        this.#announceSoon()
      })
      this.#admit()
    })
  }

  /** Counts a sandbox that a reader of that address has had since before. @throws as `adopting` does. */
  adopt(
    { course = '', address }: Pick<SeatRequest, 'course' | 'address'>,
    adopting: Promise<Sandbox>,
  ): Promise<Sandbox> {
    return this.#hand(address, this.#pools.adopt(course, adopting))
  }

  /** Removes a sandbox that its reader no longer needs; the next in the queue gets a new one. */
  async giveBack(sandbox: Sandbox): Promise<void> {
    this.#release(sandbox)
    await this.#pools.giveBack(sandbox)
    this.#spare.freed(sandbox)
    this.#giveSpare()
  }

  /**
   * Offers a seat whose reader has no page open to whoever waits, now or later; the one that was
   * offered first goes first.
   * @param giveUp ends the sandbox. @returns how to withdraw the offer.
   */
  offer(sandbox: Sandbox, giveUp: () => boolean): () => void {
    const address = this.#taken.get(sandbox)
    const withdraw = this.#spare.offer({ sandbox, address, giveUp })
    this.#giveSpare()
    return withdraw
  }

  /** Nobody gets one any more. Who has one keeps it. */
  close(): void {
    this.#isClosed = true
    this.#unsubscribe()
    for (const waiting of this.#queue.inOrder()) {
      this.#queue.remove(waiting)
      waiting.refuse(new SeatsClosedError())
    }
    this.#announceSoon()
  }

  #giveSpare(): void {
    if (!this.#spare.hasAny) return
    const seekers = this.#queue.inOrder().map((waiting) => {
      return { address: waiting.address, isForAny: this.#mayHold(waiting) }
    })
    this.#spare.giveTo(seekers)
  }

  #seat({ course = '', address, onStep }: SeatRequest): Promise<Sandbox> {
    return this.#hand(address, this.#pools.take(course, onStep))
  }

  async #hand(address: string | undefined, coming: Promise<Sandbox>): Promise<Sandbox> {
    this.#hold(address, 1)
    try {
      const sandbox = await coming
      this.#taken.set(sandbox, address)
      sandbox.lost.then(() => this.#release(sandbox))
      return sandbox
    } catch (error) {
      this.#hold(address, -1)
      // The pool has told of its room before this address had any again.
      this.#admit()
      throw error
    }
  }

  #release(sandbox: Sandbox): void {
    if (!this.#taken.has(sandbox)) return
    this.#hold(this.#taken.get(sandbox), -1)
    this.#taken.delete(sandbox)
    this.#turnover.released(performance.now())
  }

  #hold(address: string | undefined, change: 1 | -1): void {
    if (address === undefined) return
    const count = (this.#held.get(address) ?? 0) + change
    if (count === 0) this.#held.delete(address)
    else this.#held.set(address, count)
  }

  #mayHold({ address }: Waiting): boolean {
    return address === undefined || (this.#held.get(address) ?? 0) < this.#perAddress
  }

  #admit(): void {
    for (;;) {
      const next = this.#queue.inOrder().find((waiting) => this.#mayHold(waiting))
      if (next === undefined) break
      const { course = '' } = next
      if (!this.#pools.hasRoom(course)) {
        this.#pools.makeRoom(course)
        break
      }
      this.#queue.serve(next)
      next.admit()
    }
    this.#announceSoon()
  }

  /** Once for all that happens in a turn: a thousand readers may come or go in it. */
  #announceSoon(): void {
    this.#announcement ??= setImmediate(() => {
      this.#announcement = undefined
      this.#announce()
    })
  }

  /** Tells everybody in the queue what has changed for them. */
  #announce(): void {
    const now = performance.now()
    for (const [index, waiting] of this.#queue.inOrder().entries()) {
      const place = index + 1
      const cause = this.#mayHold(waiting) ? this.#cause : 'address'
      // How soon seats of one address come free, the whole house cannot tell.
      const waitSeconds = cause === 'address' ? null : this.#turnover.waitSeconds(place, now)
      const news: Queued = { cause, place, waitSeconds }
      if (isDeepStrictEqual(waiting.told, news)) continue
      waiting.told = news
      waiting.onPlace(news)
    }
    this.#giveSpare()
    if (this.#queue.length === 0) {
      clearInterval(this.#renewal)
      this.#renewal = undefined
    } else {
      this.#renewal ??= setInterval(() => this.#announce(), RENEW_MILLISECONDS).unref()
    }
  }
}
