import type { Queued, Starting } from '../../../protocol/messages.ts'
import type { Clock } from '../../common/clock.ts'
import { Pace } from '../../common/pace.ts'
import { QueueFullError, SeatsClosedError } from '../../house/seats.ts'
import { StartFailedError } from '../../house/starter.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { SessionError } from '../session-error.ts'
import type { SessionRecord } from '../session-records.ts'
import type { SessionTerms } from '../session-terms.ts'
import { Countdown } from './countdown.ts'
import type { LifeEvent } from './sandbox-life.ts'
import { StartClock } from './start-clock.ts'

/**
 * Sandboxes that one reader may have started one after another, and then one every ten seconds: each
 * start costs the machine about a second of processor time, whoever asks for it.
 */
const STARTS = { atOnce: 4, perSecond: 0.1 }

export interface ReadersSeatOptions {
  readonly course: string
  readonly terms: () => SessionTerms
  readonly clock: Clock
  /** Told what comes of it. */
  readonly happen: (event: LifeEvent) => void
  /** Told why a sandbox did not start. */
  readonly onFailure: (error: unknown) => void
}

/** The one seat that a reader has in the house, or waits for. Its events are those of the sandbox. */
export class ReadersSeat {
  readonly #options: ReadersSeatOptions
  readonly #starts = new Pace(STARTS)
  /** When the next start is due, by the clock. */
  #dueAt = 0
  #leaving = new AbortController()
  #sandbox: Sandbox | undefined
  #left: SessionRecord | undefined
  #failure: unknown
  /** Of the sandbox that there is, or that was asked for last. */
  #terms: SessionTerms
  /** Where the reader comes from; undefined: from this machine. */
  address: string | undefined

  constructor(options: ReadersSeatOptions) {
    this.#options = options
    this.#terms = options.terms()
  }

  /** On which it is had: those of now hold for the next one. */
  get terms(): SessionTerms {
    return this.#terms
  }

  /** By which its seat is counted; undefined: not at all. */
  get countedAddress(): string | undefined {
    return this.#terms.countedByAddress === 'nothing' ? undefined : this.address
  }

  get sandbox(): Sandbox | undefined {
    return this.#sandbox
  }

  /** What an earlier server has left of the sandbox's time. */
  get left(): SessionRecord | undefined {
    return this.#left
  }

  /** Why the last one could not be had. */
  get failure(): unknown {
    return this.#failure
  }

  /** Milliseconds until this reader may have a further start; 0 or less: now. */
  get dueIn(): number {
    return this.#dueAt - this.#options.clock.now()
  }

  /** Asks for one; answered by `placed`, `stepped`, `started`, `refused` or `failed`. */
  ask(): void {
    const { course, clock, happen, terms } = this.#options
    this.#terms = terms()
    this.#failure = undefined
    const startClock = new StartClock(clock)
    this.#leaving = new AbortController()
    const request = {
      course,
      address: this.countedAddress,
      signal: this.#leaving.signal,
      onPlace: (place: Queued) => {
        startClock.waits()
        happen({ type: 'placed', place })
      },
      onStep: (progress: Starting) => {
        startClock.turn()
        happen({ type: 'stepped', progress })
      },
    }
    this.#terms.seats.take(request).then(
      (sandbox) => {
        this.#countStart()
        this.#started(sandbox, startClock)
      },
      (error: unknown) => this.#notStarted(error),
    )
  }

  /** Takes over the one that the reader had with an earlier server. */
  adopt(record: SessionRecord, adopting: Promise<Sandbox>): void {
    const { course, clock, happen, terms } = this.#options
    this.#terms = terms()
    this.address = record.address
    const startClock = new StartClock(clock)
    const { seats } = this.#terms
    seats.adopt({ course, address: this.countedAddress }, adopting).then(
      (sandbox) => this.#started(sandbox, startClock, record),
      () => happen({ type: 'failed', reason: 'lost' }),
    )
  }

  /** Leaves the queue. A sandbox that is under way comes nevertheless. */
  leave(): void {
    this.#leaving.abort(new SessionError('terminal-gone'))
  }

  #started(sandbox: Sandbox, startClock: StartClock, left?: SessionRecord): void {
    const { happen } = this.#options
    this.#sandbox = sandbox
    this.#left = left
    happen({ type: 'started', id: sandbox.id, took: startClock.measured() })
    sandbox.lost.then(() => {
      if (this.#sandbox === sandbox) happen({ type: 'lost' })
    })
  }

  #notStarted(error: unknown): void {
    const { happen, onFailure } = this.#options
    this.#failure = error
    if (error instanceof SeatsClosedError) {
      happen({ type: 'failed', reason: 'workshop' })
      return
    }
    const isRefused = error instanceof QueueFullError
    if (!isRefused && !this.#leaving.signal.aborted) {
      this.#countStart()
      onFailure(error)
    }
    const failure = error instanceof StartFailedError ? error.failure : undefined
    happen(
      isRefused
        ? { type: 'refused' }
        : { type: 'failed', reason: 'failed', ...(failure && { failure }) },
    )
  }

  #countStart(): void {
    const now = this.#options.clock.now()
    this.#dueAt = now + this.#starts.count(1, now)
  }

  /** Removes the sandbox; answered by `removed` once the seat is free. */
  giveBack(): void {
    const { happen, onFailure } = this.#options
    this.#terms.seats
      .giveBack(this.#sandbox as Sandbox)
      .catch(onFailure)
      .then(() => {
        this.#sandbox = undefined
        happen({ type: 'removed' })
      })
  }

  /**
   * Offers it to whoever waits for one, once that time has passed and nothing uses the sandbox.
   * @param milliseconds undefined: never. @returns how to withdraw the offer.
   */
  offerAfter(milliseconds: number | undefined, isInUse: () => boolean): () => void {
    const { clock, happen } = this.#options
    const { seats } = this.#terms
    if (milliseconds === undefined) return () => {}
    const sandbox = this.#sandbox as Sandbox
    let withdraw = () => {}
    const giveUp = () => {
      // An app of it is open in a browser.
      if (isInUse()) {
        closed.restart()
        return false
      }
      happen({ type: 'end', reason: 'closed' })
      return true
    }
    const offer = () => {
      withdraw = seats.offer(sandbox, giveUp)
    }
    const closed = new Countdown(milliseconds, offer, clock)
    closed.restart()
    return () => {
      closed.stop()
      withdraw()
    }
  }
}
