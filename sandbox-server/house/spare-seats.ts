import type { Sandbox } from '../sandboxes/sandbox.ts'

/** A seat whose reader has had no page open for so long that it may go to somebody who waits. */
export interface SpareSeat {
  readonly sandbox: Sandbox
  /** Of its reader; undefined: this machine. */
  readonly address: string | undefined
  /** Ends its sandbox. @returns false where it is in use after all. */
  readonly giveUp: () => boolean
}

/** Somebody who waits: for any seat, or for one of an address that has its share. */
export interface Seeker {
  readonly address: string | undefined
  readonly isForAny: boolean
}

/** The seats that nobody would miss. They are given up only while somebody waits. */
export class SpareSeats {
  /** Whose pages have been closed for longest comes first. */
  readonly #offers = new Set<SpareSeat>()
  /** Given up, and not free yet. */
  readonly #leaving = new Set<Sandbox>()

  get hasAny(): boolean {
    return this.#offers.size > 0
  }

  /** @returns how to withdraw the offer. */
  offer(seat: SpareSeat): () => void {
    this.#offers.add(seat)
    return () => this.#offers.delete(seat)
  }

  /** The sandbox is removed. */
  freed(sandbox: Sandbox): void {
    this.#leaving.delete(sandbox)
  }

  /** Gives up one seat for each who waits, less those that are about to be free. */
  giveTo(seekers: readonly Seeker[]): void {
    for (const seeker of seekers.slice(this.#leaving.size)) {
      if (this.#offers.size === 0) return
      for (const seat of this.#offers) {
        if (!seeker.isForAny && seat.address !== seeker.address) continue
        this.#offers.delete(seat)
        this.#leaving.add(seat.sandbox)
        if (seat.giveUp()) break
        this.#leaving.delete(seat.sandbox)
      }
    }
  }
}
