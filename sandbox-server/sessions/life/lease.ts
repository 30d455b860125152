import type { Ending, EndReason } from '../../../protocol/messages.ts'
import { type Clock, systemClock } from '../../common/clock.ts'
import { AnnouncedEnd } from './announced-end.ts'

export interface LeaseLimits {
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
}

/** How long a sandbox is a reader's: until nobody uses it, and for its lifetime at most. */
export class Lease {
  readonly #limits: LeaseLimits
  readonly #idle: AnnouncedEnd
  readonly #lifetime: AnnouncedEnd
  readonly #clock: Clock
  #extensionsLeft = 0

  constructor(
    limits: LeaseLimits,
    { changed, ended, isInUse }: LeaseEvents,
    clock: Clock = systemClock,
  ) {
    this.#limits = limits
    this.#clock = clock
    this.#idle = new AnnouncedEnd(
      limits.idleMilliseconds,
      { changed, expired: () => ended('idle'), isPutOff: isInUse },
      clock,
    )
    this.#lifetime = new AnnouncedEnd(
      limits.lifetimeMilliseconds,
      { changed, expired: () => ended('lifetime') },
      clock,
    )
  }

  /** Until the lifetime is over, at most. */
  get secondsLeft(): number {
    return Math.ceil(this.#lifetime.millisecondsLeft / 1000)
  }

  /** When the lifetime is over, in milliseconds since 1970: for a later server, which reads it. */
  get endsAt(): number {
    return this.#clock.date() + this.#lifetime.millisecondsLeft
  }

  /** The end that comes first of those that are announced. */
  get ending(): Ending | undefined {
    const isSooner = (this.#idle.left ?? Infinity) < (this.#lifetime.left ?? Infinity)
    const left = isSooner ? this.#idle.left : this.#lifetime.left
    if (left === undefined) return undefined
    const seconds = Math.ceil(left / 1000)
    return isSooner
      ? { reason: 'idle', seconds, extensible: true }
      : { reason: 'lifetime', seconds, extensible: this.#extensionsLeft > 0 }
  }

  get extensionsLeft(): number {
    return this.#extensionsLeft
  }

  /** @param left what an earlier server has left of it; a whole one by default. */
  begin(left?: { endsAt: number; extensionsLeft: number }): void {
    this.#extensionsLeft = left?.extensionsLeft ?? this.#limits.extensions
    const { lifetimeMilliseconds } = this.#limits
    // A clock that was set back between two servers gives nobody more than a whole lifetime.
    this.#lifetime.restart(left && Math.min(lifetimeMilliseconds, left.endsAt - this.#clock.date()))
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

  stop(): void {
    this.#idle.stop()
    this.#lifetime.stop()
  }
}
