import { isDeepStrictEqual } from 'node:util'
import type { EndReason, SandboxStatus } from '../../../protocol/messages.ts'
import { type Clock, systemClock } from '../../common/clock.ts'
import { Stream } from '../../common/stream.ts'
import type { Observe } from '../../observation/event.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { SessionError } from '../session-error.ts'
import type { SessionRecord, SessionRecords } from '../session-records.ts'
import type { SessionTerms } from '../session-terms.ts'
import { ReadersSeat } from './readers-seat.ts'
import { SandboxInUse } from './sandbox-in-use.ts'
import {
  type Activity,
  activitiesIn,
  type Effect,
  follow,
  type Life,
  type LifeEvent,
  type Shown,
  shown,
} from './sandbox-life.ts'
import type { SandboxNews } from './sandbox-news.ts'

/** A connection that is mended within this time is not worth a word; milliseconds. */
const TROUBLE_TOLD_MILLISECONDS = 1500

export interface ReadersSandboxOptions {
  /** The session's id, for what is observed. */
  readonly session: string
  /** Whose sandbox it is; empty where the server has one course. */
  readonly course: string
  /** On which it is had, as they are when one is needed. */
  readonly terms: () => SessionTerms
  /** Where a later server finds it. */
  readonly records: SessionRecords
  readonly observe: Observe
  /** Told why a sandbox did not start, or what else went wrong behind the scenes. */
  readonly onFailure: (error: unknown) => void
  readonly clock?: Clock | undefined
  /** How an earlier sandbox ended, where the reader was not there to be told. */
  readonly farewell?: EndReason | undefined
}

/**
 * The one sandbox of a reader, from the place in the queue to its end, and then the next one. The table
 * in `sandbox-life.ts` says what follows from what; this class does it.
 */
export class ReadersSandbox {
  readonly news = new Stream<SandboxNews>()
  readonly #options: ReadersSandboxOptions
  readonly #clock: Clock
  readonly #seat: ReadersSeat
  #life: Life
  readonly #events: LifeEvent[] = []
  #isFollowing = false
  #told: Shown
  /** How each activity that goes on is stopped. */
  readonly #activities = new Map<Activity, () => void>()
  #inUse: SandboxInUse | undefined
  /** Resolves for whoever waits for the sandbox. */
  #wanted: PromiseWithResolvers<Sandbox> | undefined
  /** Resolves for whoever waits for the end of the sandbox. */
  #removal: PromiseWithResolvers<void> | undefined
  #uses = 0
  #isWatched = false
  #isEndSeen = true

  constructor(options: ReadersSandboxOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#seat = new ReadersSeat({
      ...options,
      clock: this.#clock,
      happen: (event) => this.#happen(event),
    })
    const { farewell } = options
    this.#told = farewell === undefined ? { state: 'none' } : { state: 'gone', reason: farewell }
    this.#life = this.#told
  }

  get status(): SandboxStatus {
    const told = this.#told
    return told.state === 'ready' ? { ...told, ...(this.#inUse?.time ?? { secondsLeft: 0 }) } : told
  }

  /** There is a sandbox, one is waited for, or one is still being removed. */
  get isKept(): boolean {
    return this.#life.state !== 'none' && this.#life.state !== 'gone'
  }

  /** How it ended, where no page of the reader was there to be told. */
  get farewell(): EndReason | undefined {
    return this.#life.state === 'gone' && !this.#isEndSeen ? this.#life.reason : undefined
  }

  /** Whether a page of the reader is there. */
  set isWatched(isWatched: boolean) {
    this.#isWatched = isWatched
    if (isWatched) this.#isEndSeen = true
    this.stir()
    this.#happen({ type: 'pages-changed' })
  }

  /** Whether the engine in it answers. */
  set engineAnswers(answers: boolean) {
    this.#happen({ type: answers ? 'engine-answers' : 'engine-stopped' })
  }

  /** Something else than a key uses it, until that is disposed. */
  use(): Disposable {
    this.#uses += 1
    this.stir()
    return {
      [Symbol.dispose]: () => {
        this.#uses -= 1
      },
    }
  }

  /** It is in use. Whoever waits for one uses none. */
  touch(): void {
    this.#inUse?.touch()
  }

  /** Something happens in it, or is about to: it must not be paused. */
  stir(): void {
    this.#inUse?.stir()
  }

  /** Puts off the end that is announced. */
  extend(): void {
    this.#inUse?.extend()
  }

  /** Takes over the one that the reader had with an earlier server. */
  adopt(record: SessionRecord, adopting: Promise<Sandbox>): void {
    this.#happen({ type: 'adopting' })
    this.#seat.adopt(record, adopting)
  }

  /**
   * The sandbox, or a new one in its turn.
   * @param address where the reader comes from; undefined: from this machine.
   * @throws {SessionError} when it cannot be had.
   */
  need(address: string | undefined): Promise<Sandbox> {
    this.#seat.address = address
    this.#wanted ??= Promise.withResolvers()
    const { promise } = this.#wanted
    promise.catch(() => {})
    this.#happen({ type: 'needed' })
    return promise
  }

  /** @returns the sandbox where there is one that is ready; none is started for this. */
  get living(): Sandbox | undefined {
    return this.#life.state === 'ready' ? this.#seat.sandbox : undefined
  }

  /** Gives up the place in the queue. A sandbox that is there, or on its way, stays. */
  leaveQueue(): void {
    this.#happen({ type: 'left' })
  }

  /**
   * Throws it away, or leaves the queue for it; the next need gets a new one.
   * @param sandbox the one that is meant, where another one stays.
   * @returns when it is removed and its seat is free.
   */
  async end(reason: EndReason, sandbox?: string): Promise<void> {
    this.#happen({ type: 'end', reason, ...(sandbox !== undefined && { sandbox }) })
    if (this.#life.state !== 'ending') return
    this.#removal ??= Promise.withResolvers()
    await this.#removal.promise
  }

  /** Follows one event after another: what one of them causes comes after it. */
  #happen(event: LifeEvent): void {
    this.#events.push(event)
    if (this.#isFollowing) return
    this.#isFollowing = true
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      try {
        this.#follow(next)
      } catch (error) {
        // A fault of whoever hears of it must not keep the next event from what follows.
        this.#options.onFailure(error)
      }
    }
    this.#isFollowing = false
  }

  #follow(event: LifeEvent): void {
    const before = this.#life
    const { life, effects } = follow(before, event, { isDue: this.#seat.dueIn <= 0 })
    this.#life = life
    this.#adjust()
    for (const effect of effects) this.#do(effect)
    if (life.state !== 'ending') {
      this.#removal?.resolve()
      this.#removal = undefined
    }
    // Before it is told: whoever hears of it may need the next one.
    this.#answer()
    this.#tellRest(before)
    this.#tell(before)
    const isOver = !this.isKept && life.state !== before.state
    if (isOver) this.news.emit({ kind: 'over' })
  }

  /** Stops what no longer goes on, and begins what does from now on. */
  #adjust(): void {
    const wanted = activitiesIn(this.#life, this.#isWatched)
    for (const [activity, stop] of [...this.#activities].reverse()) {
      if (wanted.includes(activity)) continue
      this.#activities.delete(activity)
      stop()
    }
    for (const activity of wanted) {
      if (!this.#activities.has(activity)) this.#activities.set(activity, this.#begin(activity))
    }
  }

  /** @returns how to stop it. */
  #begin(activity: Activity): () => void {
    const { limits } = this.#seat.terms
    switch (activity) {
      case 'delay':
        return this.#after(this.#seat.dueIn, { type: 'due' })
      case 'absence':
        return this.#after(limits.placeKeptMilliseconds, { type: 'left' })
      case 'break':
        return this.#after(TROUBLE_TOLD_MILLISECONDS, { type: 'connection-stays-broken' })
      case 'hold':
        return this.#hold()
      case 'limits':
        return (this.#inUse as SandboxInUse).watchLimits()
      case 'closed':
        return this.#seat.offerAfter(limits.closedMilliseconds, () => this.#uses > 0)
    }
  }

  #after(milliseconds: number, event: LifeEvent): () => void {
    return this.#clock.after(milliseconds, () => this.#happen(event))
  }

  #hold(): () => void {
    const inUse = new SandboxInUse({
      ...this.#options,
      ...this.#seat.terms,
      sandbox: this.#seat.sandbox as Sandbox,
      address: this.#seat.address,
      left: this.#seat.left,
      clock: this.#clock,
      news: this.news,
      isInUse: () => this.#uses > 0,
      happen: (event) => this.#happen(event),
      leaseChanged: () => this.#emitStatus(),
    })
    this.#inUse = inUse
    return () => {
      this.#inUse = undefined
      inUse.stop()
    }
  }

  #do(effect: Effect): void {
    const { session, observe } = this.#options
    switch (effect.effect) {
      case 'ask':
        this.#seat.ask()
        break
      case 'leave':
        this.#seat.leave()
        break
      case 'remove':
        this.#seat.giveBack()
        break
      case 'stir':
        this.stir()
        break
      case 'observe':
        observe({ ...effect.event, session })
    }
  }

  /** Whoever waits for the sandbox has it, or hears why not. */
  #answer(): void {
    const { state } = this.#life
    if (state === 'ready') {
      this.#wanted?.resolve(this.#seat.sandbox as Sandbox)
    } else if (
      state === 'none' ||
      state === 'gone' ||
      (state === 'ending' && !this.#life.isWanted)
    ) {
      this.#wanted?.reject(this.#refusal)
    } else {
      return
    }
    this.#wanted = undefined
  }

  get #refusal(): SessionError {
    const life = this.#life
    const failed = life.state === 'gone' && life.reason === 'failed' ? 'sandbox-failed' : undefined
    const full = life.state === 'none' ? 'sandbox-full' : undefined
    return new SessionError(failed ?? full ?? 'terminal-gone', { cause: this.#seat.failure })
  }

  #tellRest(before: Life): void {
    const isAsleep = isResting(this.#life)
    if (isAsleep !== isResting(before)) this.news.emit({ kind: 'rest', isAsleep })
  }

  /** Tells what the reader is shown now, where that is new, or where a seat was asked for in between. */
  #tell(before: Life): void {
    const now = shown(this.#life)
    if (now === undefined) return
    if (before.state !== 'asked' && isDeepStrictEqual(now, this.#told)) return
    this.#told = now
    this.#isEndSeen = now.state !== 'gone' || this.#isWatched
    this.#emitStatus()
  }

  #emitStatus(): void {
    this.news.emit({ kind: 'status', status: this.status })
  }
}

function isResting(life: Life): boolean {
  return life.state === 'ready' && life.rest !== 'awake'
}
