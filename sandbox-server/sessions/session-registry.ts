import type { SandboxPool } from '../sandboxes/pool.ts'
import { Session, type SessionLimits } from './session.ts'
import { newSessionId, type SessionTokens } from './session-token.ts'

export interface RegistryOptions {
  readonly pool: SandboxPool
  readonly tokens: SessionTokens
  readonly limits: SessionLimits
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
   * @returns the session and a fresh token for it; undefined when the token is not ours or expired.
   */
  async enter(token: string | undefined): Promise<{ session: Session; token: string } | undefined> {
    const { tokens } = this.#options
    const id = token === undefined ? newSessionId() : await tokens.verify(token)
    if (id === undefined) return undefined
    return { session: this.#get(id), token: await tokens.sign(id) }
  }

  /** @returns the session of that id, where it is not forgotten; never a new one. */
  living(id: string): Session | undefined {
    return this.#sessions.get(id)
  }

  #get(id: string): Session {
    const living = this.#sessions.get(id)
    if (living) return living
    const { pool, limits, onFailure } = this.#options
    const onEmpty = () => this.#sessions.delete(id)
    const session = new Session({ id, pool, limits, onFailure, onEmpty })
    this.#sessions.set(id, session)
    return session
  }
}
