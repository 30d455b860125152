import type { Ending, EndReason } from '../../../protocol/messages.ts'
import { type Clock, systemClock } from '../../common/clock.ts'
import type { SessionRecord } from '../session-records.ts'
import { AnnouncedEnd } from './announced-end.ts'

export interface LeaseLimits {
  /** `Infinity`: for as long as its lifetime. */
  readonly idleMilliseconds: number
  readonly lifetimeMilliseconds: number
  /** How often a reader may begin the lifetime anew. */
  readonly extensions: number
}

export interface LeaseEvents {
  /** An end is announced or put off. */
  readonly changed: () => void
  readonly ended: (reason: EndReason) => void
  /** Something else than a key uses the sandbox at this moment. */
  readonly isInUse: () => boolean
  /** Why it ends with its lifetime: that, by default. */
  readonly endOfLifetime?: 'lifetime' | 'workshop'
}

/** What one server leaves of a lease to the next. */
export type LeaseRecord = Pick<SessionRecord, 'endsAt' | 'machine' | 'extensionsLeft'>

/** How long a sandbox is a reader's: until nobody uses it, and for its lifetime at most. */
export class Lease {
  readonly #limits: LeaseLimits
  readonly #idle: AnnouncedEnd
  readonly #lifetime: AnnouncedEnd
  readonly #clock: Clock
  readonly #endOfLifetime: 'lifetime' | 'workshop'
  #extensionsLeft = 0

  constructor(
    limits: LeaseLimits,
    { changed, ended, isInUse, endOfLifetime = 'lifetime' }: LeaseEvents,
    clock: Clock = systemClock,
  ) {
    this.#limits = limits
    this.#endOfLifetime = endOfLifetime
    this.#clock = clock
    this.#idle = new AnnouncedEnd(
      limits.idleMilliseconds,
      { changed, expired: () => ended('idle'), isPutOff: isInUse },
      clock,
    )
    this.#lifetime = new AnnouncedEnd(
      limits.lifetimeMilliseconds,
      { changed, expired: () => ended(endOfLifetime) },
      clock,
    )
  }

  /** Until the lifetime is over, at most. */
  get secondsLeft(): number {
    return Math.ceil(this.#lifetime.millisecondsLeft / 1000)
  }

  /** What a later server must know of it. */
  get record(): LeaseRecord {
    const left = this.#lifetime.millisecondsLeft
    const machine = this.#clock.machineTime()
    return {
      endsAt: this.#clock.date() + left,
      ...(machine && { machine: { boot: machine.boot, endsAt: machine.milliseconds + left } }),
      extensionsLeft: this.#extensionsLeft,
    }
  }

  /** The end that comes first of those that are announced. */
  get ending(): Ending | undefined {
    const isSooner = (this.#idle.left ?? Infinity) < (this.#lifetime.left ?? Infinity)
    const left = isSooner ? this.#idle.left : this.#lifetime.left
    if (left === undefined) return undefined
    const seconds = Math.ceil(left / 1000)
    return isSooner
      ? { reason: 'idle', seconds, extensible: true }
      : { reason: this.#endOfLifetime, seconds, extensible: this.#extensionsLeft > 0 }
  }

  /** @param left what an earlier server has left of it; a whole one by default. */
  begin(left?: LeaseRecord): void {
    this.#extensionsLeft = left?.extensionsLeft ?? this.#limits.extensions
    const { lifetimeMilliseconds } = this.#limits
    // A clock that was set back between two servers gives nobody more than a whole lifetime.
    this.#lifetime.restart(left && Math.min(lifetimeMilliseconds, this.#leftOf(left)))
    this.#idle.restart()
  }

  /** The sandbox is in use. */
  touch(): void {
    this.#idle.restart()
  }

  /** Puts off whatever end is announced, as far as the host lets readers do that. */
  extend(): void {
    this.#idle.restart()
    if (this.#lifetime.left === undefined || this.#extensionsLeft === 0) return
    this.#extensionsLeft -= 1
    this.#lifetime.restart()
  }

  /** Its lifetime is over then, whatever it was before. @param milliseconds from now on. */
  endIn(milliseconds: number): void {
    this.#lifetime.restart(Math.max(0, milliseconds))
  }

  stop(): void {
    this.#idle.stop()
    this.#lifetime.stop()
  }

  /** @returns milliseconds until the lifetime is over. */
  #leftOf({ endsAt, machine }: LeaseRecord): number {
    const now = this.#clock.machineTime()
    const isSameBoot = now !== undefined && machine?.boot === now.boot
    return isSameBoot ? machine.endsAt - now.milliseconds : endsAt - this.#clock.date()
  }
}
