import { join } from 'node:path'
import { jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import { loadKey } from '../../common/kept-key.ts'
import { isRepositoryName } from './repository-name.ts'

/** As Docker Hub gives them. */
export const ACCESS_SECONDS = 300
const REFRESH_LIFETIME = '30d'

export type Action = 'pull' | 'push'

export interface Access {
  readonly repository: string
  readonly actions: readonly Action[]
}

const accessClaims = z.object({
  sub: z.string(),
  access: z.array(z.object({ repository: z.string(), actions: z.array(z.enum(['pull', 'push'])) })),
})

/**
 * The hub's tokens, as signed JSON Web Tokens (RFC 7519). Each is for one sandbox alone; an empty
 * account is a reader who has not logged in.
 */
export class HubTokens {
  readonly #key: Uint8Array

  /** @param key of 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** With the key that is kept in the state directory: an engine keeps its tokens over a restart. */
  static async load(stateDirectory: string): Promise<HubTokens> {
    return new HubTokens(await loadKey(join(stateDirectory, 'hub-token-key')))
  }

  signAccess(sandbox: string, account: string, access: readonly Access[]): Promise<string> {
    return new SignJWT({ access })
      .setProtectedHeader({ alg: 'HS256', typ: 'access' })
      .setSubject(account)
      .setAudience(sandbox)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_SECONDS}s`)
      .sign(this.#key)
  }

  /** What `docker login` keeps instead of the password. */
  signRefresh(sandbox: string, account: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'refresh' })
      .setSubject(account)
      .setAudience(sandbox)
      .setExpirationTime(REFRESH_LIFETIME)
      .sign(this.#key)
  }

  /** @returns undefined when the token is forged, expired, another sandbox's or no access token. */
  async verifyAccess(
    sandbox: string,
    token: string,
  ): Promise<{ account: string; access: readonly Access[] } | undefined> {
    const payload = await this.#verify(sandbox, token, 'access')
    const claims = accessClaims.safeParse(payload)
    if (!claims.success) return undefined
    return { account: claims.data.sub, access: claims.data.access }
  }

  /** @returns the account, or undefined when the token is not one that `docker login` got here. */
  async verifyRefresh(sandbox: string, token: string): Promise<string | undefined> {
    return (await this.#verify(sandbox, token, 'refresh'))?.sub
  }

  async #verify(sandbox: string, token: string, typ: string) {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        audience: sandbox,
        typ,
      })
      return payload
    } catch {
      return undefined
    }
  }
}

/**
 * Reads one scope of a token request, such as `repository:library/alpine:pull,push`
 * (distribution, "Token Scope Documentation"). What the hub does not know is left out.
 */
export function parseScope(scope: string): Access | undefined {
  const [, repository, list] = /^repository:([^:]+):([a-z,*]+)$/.exec(scope) ?? []
  if (repository === undefined || list === undefined || !isRepositoryName(repository))
    return undefined
  const words = list.split(',')
  const actions = (['pull', 'push'] as const).filter((action) => words.includes(action))
  return { repository, actions }
}
