import type { Observe } from '../observation/event.ts'
import type { Seats } from '../sandboxes/seats.ts'
import { Session, type SessionLimits } from './session.ts'
import { newSessionId, type SessionTokens } from './session-token.ts'

export interface RegistryOptions {
  readonly seats: Seats
  readonly tokens: SessionTokens
  readonly limits: SessionLimits
  readonly observe: Observe
  readonly onFailure: (error: unknown) => void
}

/** Every reader's session, by the id that the reader's token names. */
export class SessionRegistry {
  readonly #options: RegistryOptions
  readonly #sessions = new Map<string, Session>()

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
    const session = this.#get(id)
    session.address = address
    return { session, token: renewed }
  }

  /** @returns the session of that id, where it is not forgotten; never a new one. */
  living(id: string): Session | undefined {
    return this.#sessions.get(id)
  }

  #get(id: string): Session {
    const living = this.#sessions.get(id)
    if (living) return living
    const { seats, limits, observe, onFailure } = this.#options
    const onEmpty = () => this.#sessions.delete(id)
    const session = new Session({ id, seats, limits, observe, onFailure, onEmpty })
    this.#sessions.set(id, session)
    return session
  }
}
