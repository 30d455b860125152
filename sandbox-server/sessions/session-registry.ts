import type { Observe } from '../observation/event.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import type { Seats } from '../sandboxes/seats.ts'
import { Session, type SessionLimits } from './session.ts'
import type { SessionRecord, SessionRecords } from './session-records.ts'
import { newSessionId, type SessionTokens } from './session-token.ts'

export interface RegistryOptions {
  readonly seats: Seats
  readonly tokens: SessionTokens
  readonly limits: SessionLimits
  readonly records: SessionRecords
  readonly observe: Observe
  readonly onFailure: (error: unknown) => void
}

/** Every reader's session, by the id that the reader's token names. */
export class SessionRegistry {
  readonly #options: RegistryOptions
  readonly #sessions = new Map<string, Session>()
  /** Sessions of an earlier server that are being taken over. */
  readonly #adoptions = new Map<string, Promise<void>>()

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  /**
   * The session of a token, or a new one where none was given.
   * @param address by which readers are counted together; undefined for this machine.
   * @returns the session and a fresh token for it; undefined when the token is not ours or expired.
   */
  async enter(
    token: string | undefined,
    address: string | undefined,
  ): Promise<{ session: Session; token: string } | undefined> {
    const { tokens } = this.#options
    const id = token === undefined ? newSessionId() : await tokens.verify(token)
    if (id === undefined) return undefined
    const renewed = await tokens.sign(id)
    await this.#adoptions.get(id)
    const session = this.#get(id)
    session.address = address
    return { session, token: renewed }
  }

  /** Takes over a session of an earlier server; its reader waits for that, and nobody else. */
  adopt(id: string, record: SessionRecord, adopting: Promise<Sandbox>): void {
    const adoption = this.#get(id).adopt(record, adopting)
    this.#adoptions.set(id, adoption)
    adoption.finally(() => this.#adoptions.delete(id))
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

  #get(id: string): Session {
    const living = this.#sessions.get(id)
    if (living) return living
    const { seats, limits, records, observe, onFailure } = this.#options
    const onEmpty = () => this.#sessions.delete(id)
    const session = new Session({ id, seats, limits, records, observe, onFailure, onEmpty })
    this.#sessions.set(id, session)
    return session
  }
}
