import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jwtVerify, SignJWT } from 'jose'

const KEY_BYTES = 32
const SESSION_ID = /^[0-9a-f]{32}$/

/** Longer than any session lives; renewed whenever a page connects. */
const TOKEN_LIFETIME = '7d'

/** A reader's claim to a session, as a signed JSON Web Token (RFC 7519) that names it. */
export class SessionTokens {
  readonly #key: Uint8Array

  /** @param key of 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** With the key that is kept in the state directory, so that tokens outlive the server. */
  static async load(stateDirectory: string): Promise<SessionTokens> {
    const path = join(stateDirectory, 'token-key')
    const kept = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (kept?.length === KEY_BYTES) return new SessionTokens(kept)
    const key = randomBytes(KEY_BYTES)
    await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
    await writeFile(path, key, { mode: 0o600 })
    return new SessionTokens(key)
  }

  /** @param lifetime as `jose` takes it, such as `7d`. */
  sign(sessionId: string, lifetime = TOKEN_LIFETIME): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(sessionId)
      .setExpirationTime(lifetime)
      .sign(this.#key)
  }

  /** @returns the session's id, or undefined when the token is forged, expired or no token at all. */
  async verify(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: ['HS256'] })
      return payload.sub && SESSION_ID.test(payload.sub) ? payload.sub : undefined
    } catch {
      return undefined
    }
  }
}

/** @returns an id that nobody can guess: 128 bits, in hexadecimal. */
export function newSessionId(): string {
  return randomBytes(16).toString('hex')
}
