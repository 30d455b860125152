import type { EndReason } from '../../protocol/messages.ts'
import type { Clock } from '../common/clock.ts'
import type { Seats } from '../house/seats.ts'
import type { Observe } from '../observation/event.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { Session, type SessionLimits, type SessionWatcher } from './session.ts'
import type { SessionRecord, SessionRecords } from './session-records.ts'
import type { SessionTerms, TermsOf } from './session-terms.ts'
import { newSessionId, type SessionTokens } from './session-token.ts'

export interface RegistryOptions {
  readonly seats: Seats
  readonly tokens: SessionTokens
  readonly limits: SessionLimits
  /** Of sessions that are not ordinary readers'; by default all are. */
  readonly termsOf?: TermsOf | undefined
  readonly records: SessionRecords
  readonly marksSecret: (shell: string) => string
  /**
   * How often a session has moved to another computer: tokens of before are refused. By default no
   * session moves.
   */
  readonly generationOf?: ((id: string) => number) | undefined
  readonly observe: Observe
  readonly onFailure: (error: unknown) => void
  readonly clock?: Clock | undefined
}

/** A page's way into a session. */
export interface SessionEntry {
  readonly session: Session
  /** A fresh one. */
  readonly token: string
  /** Whether the session is still at this computer: a page that finds it is not must not go on. */
  readonly isHere: () => boolean
  readonly unwatch: () => void
}

/** Ends of sandboxes that readers are still to be told of: the oldest are forgotten first. */
const MAXIMUM_FAREWELLS = 10_000

/** Every reader's session, by the id that the reader's token names. */
export class SessionRegistry {
  readonly #options: RegistryOptions
  readonly #sessions = new Map<string, Session>()
  /** How the sandbox of a session ended whose reader was not there, by the session's id. */
  readonly #farewells = new Map<string, EndReason>()

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  /**
   * The session of a token, or a new one where none was given. A reader has one for each course.
   * @param address by which readers are counted together; undefined for this machine.
   * @param watcher watches the session from the first moment on, so that it is not forgotten.
   * @param course whose page it is; empty where the server has one.
   * @returns undefined when the token is not ours, expired, of another course, or of a computer that the
   * session has left.
   */
  async enter(
    token: string | undefined,
    address: string | undefined,
    watcher: SessionWatcher,
    course = '',
  ): Promise<SessionEntry | undefined> {
    const { tokens } = this.#options
    const claim =
      token === undefined
        ? { id: newSessionId(), generation: 0 }
        : await tokens.verify(token, (known) => this.#sessions.has(known), course)
    if (claim === undefined) return undefined
    const { id, generation } = claim
    const isHere = () => this.generationOf(id) === generation
    if (!isHere()) return undefined
    const renewed = await tokens.sign(id, course, undefined, generation)
    // It may have moved while the token was made.
    if (!isHere()) return undefined
    const session = this.#get(id, course)
    session.address = address
    return { session, token: renewed, isHere, unwatch: session.watch(watcher) }
  }

  /** @returns the id of the session that a page's token names; undefined where that is not good here. */
  async known(token: string, course = ''): Promise<string | undefined> {
    const claim = await this.#options.tokens.verify(token, (id) => this.#sessions.has(id), course)
    return claim && this.generationOf(claim.id) === claim.generation ? claim.id : undefined
  }

  /** How often a session has moved to another computer. */
  generationOf(id: string): number {
    return this.#options.generationOf?.(id) ?? 0
  }

  /** Takes over a session of an earlier server. Its reader is welcome meanwhile. */
  adopt(id: string, record: SessionRecord, adopting: Promise<Sandbox>): void {
    this.#get(id, record.course ?? '').adopt(record, adopting)
  }

  /** Sessions that are not forgotten. */
  get count(): number {
    return this.#sessions.size
  }

  /** @returns the session of that id, where it is not forgotten; never a new one. */
  living(id: string): Session | undefined {
    return this.#sessions.get(id)
  }

  /** @returns the first session for which that holds. */
  find(isIt: (session: Session) => boolean): Session | undefined {
    for (const session of this.#sessions.values()) if (isIt(session)) return session
    return undefined
  }

  #get(id: string, course: string): Session {
    const living = this.#sessions.get(id)
    if (living) return living
    const farewell = this.#farewells.get(id)
    this.#farewells.delete(id)
    const { seats, limits, termsOf } = this.#options
    const ordinary: SessionTerms = { seats, limits, countedByAddress: 'all' }
    const session: Session = new Session({
      ...this.#options,
      id,
      course,
      terms: () => termsOf?.(id, course) ?? ordinary,
      farewell,
      onEmpty: () => this.#forget(session),
    })
    this.#sessions.set(id, session)
    return session
  }

  #forget(session: Session): void {
    const { id, farewell } = session
    // One that was forgotten before may have a successor.
    if (this.#sessions.get(id) !== session) return
    this.#sessions.delete(id)
    if (farewell === undefined) return
    this.#farewells.set(id, farewell)
    const [oldest] = this.#farewells.keys()
    if (this.#farewells.size > MAXIMUM_FAREWELLS) this.#farewells.delete(oldest as string)
  }
}
