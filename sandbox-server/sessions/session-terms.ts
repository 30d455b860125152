import type { Watched } from '../common/watched.ts'
import type { Seats } from '../house/seats.ts'
import type { SessionLimits } from './session.ts'

/** On what terms a session has its sandbox, where those are not the house's: in a workshop. */
export interface SessionTerms {
  /** Gives the sandboxes out, and takes them back. */
  readonly seats: Pick<Seats, 'take' | 'adopt' | 'giveBack' | 'offer'>
  /** In place of the house's; without extensions, since the end is not the reader's to put off. */
  readonly limits: SessionLimits
  /**
   * When the workshop closes for this reader, in milliseconds of `Clock.now()`: the sandbox ends then,
   * by the reason `workshop`. Each change of it renews the lease.
   */
  readonly endsAt: Watched<number>
  /** Whether readers of its address are counted together. A classroom comes from one address. */
  readonly isCountedByAddress: boolean
}

/**
 * @returns undefined where the session is an ordinary reader's. Asked whenever a sandbox is needed or
 * taken over, and when a page connects.
 */
export type TermsOf = (session: string, course: string) => SessionTerms | undefined
