import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { loadKey } from '../common/kept-key.ts'

const SESSION_ID = /^[0-9a-f]{32}$/

/** Longer than any session lives; renewed whenever a page connects. */
const TOKEN_LIFETIME = '7d'

type Claims = Pick<JWTPayload, 'sub' | 'aud'> & {
  readonly isOver: boolean
  readonly generation?: unknown
}

/** What a good token says. */
export interface SessionClaim {
  /** Of the session. */
  readonly id: string
  /** How often the session had moved to another computer when the token was made. */
  readonly generation: number
}

/** A reader's claim to a session, as a signed JSON Web Token (RFC 7519) that names it. */
export class SessionTokens {
  readonly #key: Uint8Array

  /** @param key of 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** With the key that is kept in the state directory, so that tokens outlive the server. */
  static async load(stateDirectory: string): Promise<SessionTokens> {
    return new SessionTokens(await loadKey(join(stateDirectory, 'token-key')))
  }

  /**
   * @param course for which alone it is good: its audience. Empty: that of a server that has one.
   * @param lifetime as `jose` takes it, such as `7d`.
   * @param generation how often the session has moved to another computer.
   */
  sign(sessionId: string, course = '', lifetime = TOKEN_LIFETIME, generation = 0): Promise<string> {
    const token = new SignJWT(generation === 0 ? {} : { generation })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(sessionId)
      .setExpirationTime(lifetime)
    if (course !== '') token.setAudience(course)
    return token.sign(this.#key)
  }

  /**
   * @param isLiving whether a session of that id goes on: the token of one that does is good for as long,
   * whatever the machine's clock was set to meanwhile.
   * @param course that the token must be for.
   * @returns what it says, or undefined when the token is forged, expired, of another course or no token
   * at all. Whether the session has moved since is for the caller to find out.
   */
  async verify(
    token: string,
    isLiving: (id: string) => boolean = () => false,
    course = '',
  ): Promise<SessionClaim | undefined> {
    const { sub, aud = '', isOver, generation = 0 } = await this.#read(token)
    if (aud !== course || typeof generation !== 'number') return undefined
    if (sub === undefined || !SESSION_ID.test(sub)) return undefined
    return isOver && !isLiving(sub) ? undefined : { id: sub, generation }
  }

  async #read(token: string): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: ['HS256'] })
      return { ...payload, isOver: false }
    } catch (error) {
      // Its signature was verified before.
      const payload = error instanceof errors.JWTExpired ? error.payload : {}
      return { ...payload, isOver: true }
    }
  }
}

/** @returns an id that nobody can guess: 128 bits, in hexadecimal. */
export function newSessionId(): string {
  return randomBytes(16).toString('hex')
}
