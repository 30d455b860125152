import type { Watched } from '../common/watched.ts'
import type { Seats } from '../house/seats.ts'
import type { ReadersSandboxLimits } from './life/sandbox-limits.ts'

/** On what terms a session has its sandbox. */
export interface SessionTerms {
  /** Gives the sandboxes out, and takes them back. */
  readonly seats: Pick<Seats, 'take' | 'adopt' | 'giveBack' | 'offer'>
  readonly limits: ReadersSandboxLimits
  /**
   * In a workshop: when it closes for this reader, in milliseconds of `Clock.now()`. The sandbox ends
   * then, by the reason `workshop`, whatever lifetime the limits say; each change renews the lease.
   */
  readonly endsAt?: Watched<number> | undefined
  /**
   * What is counted by the reader's address: the seats, the connections too, or nothing. A classroom
   * comes from one address.
   */
  readonly countedByAddress: 'all' | 'seats' | 'nothing'
}

/**
 * @returns undefined where the session is an ordinary reader's. Asked whenever a sandbox is needed or
 * taken over, and when a page connects.
 */
export type TermsOf = (session: string, course: string) => SessionTerms | undefined
