import type { Catalogue } from '../catalogue.ts'
import { accountNamed } from './account-name.ts'
import { ACCESS_SECONDS, type HubTokens, parseScope } from './hub-token.ts'
import { isTaken, permittedAccess } from './permissions.ts'
import { REFUSALS, RegistryError } from './registry-error.ts'

/** Scopes of one request that are looked at: `docker pull` asks for one, a build for a few. */
const MAXIMUM_SCOPES = 32

export interface TokenRequest {
  readonly method: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  /** The form of a POST; empty for a GET. */
  readonly form: URLSearchParams
}

/**
 * Answers `auth.docker.io/token` (distribution, "Token Authentication Specification" and "Oauth2
 * Token Authentication"). Any password is right: an account lives as long as its sandbox.
 * @throws {RegistryError} with Docker Hub's words for a log-in that is refused.
 */
export async function answerTokenRequest(
  request: TokenRequest,
  sandbox: string,
  tokens: HubTokens,
  catalogue: Catalogue,
): Promise<object> {
  const { method, query, form } = request
  const account =
    method === 'POST'
      ? await accountOfForm(form, sandbox, tokens, catalogue)
      : accountOfHeader(request.authorization, catalogue)
  const scopes = [...query.getAll('scope'), ...form.getAll('scope')]
    .flatMap((scope) => scope.split(' '))
    .slice(0, MAXIMUM_SCOPES)
  const wanted = scopes.map(parseScope).filter((access) => access !== undefined)
  const token = await tokens.signAccess(sandbox, account, permittedAccess(account, wanted))
  const offline =
    account !== '' &&
    (query.get('offline_token') === 'true' || form.get('access_type') === 'offline')
  return {
    token,
    access_token: token,
    expires_in: ACCESS_SECONDS,
    issued_at: new Date().toISOString(),
    scope: scopes.join(' '),
    ...(offline && { refresh_token: await tokens.signRefresh(sandbox, account) }),
  }
}

async function accountOfForm(
  form: URLSearchParams,
  sandbox: string,
  tokens: HubTokens,
  catalogue: Catalogue,
): Promise<string> {
  switch (form.get('grant_type')) {
    case 'password':
      return logIn(form.get('username') ?? '', form.get('password') ?? '', catalogue)
    case 'refresh_token': {
      const account = await tokens.verifyRefresh(sandbox, form.get('refresh_token') ?? '')
      if (account === undefined) throw new RegistryError('loginRefused')
      return account
    }
    default:
      throw new RegistryError('requestMalformed')
  }
}

/** @returns the account of a Basic header; empty where there is none. */
function accountOfHeader(authorization: string | undefined, catalogue: Catalogue): string {
  if (authorization === undefined) return ''
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? []
  const text = Buffer.from(encoded ?? '', 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) throw new RegistryError('loginRefused')
  return logIn(text.slice(0, colon), text.slice(colon + 1), catalogue)
}

function logIn(typed: string, password: string, catalogue: Catalogue): string {
  const account = accountNamed(typed)
  if (account === undefined) throw loginRefused(NAME_RULE)
  if (isTaken(account, catalogue)) {
    throw loginRefused(`${account} is somebody on Docker Hub; log in with a name of your own`)
  }
  if (password === '') throw loginRefused('type any password, but not none')
  return account
}

/** What was typed is not repeated: it may be anything. */
const NAME_RULE =
  'a user name has up to 64 letters and digits, with single . _ or - between them, or is an e-mail address'

function loginRefused(why: string): RegistryError {
  return new RegistryError('loginRefused', { message: `${REFUSALS.loginRefused.message}: ${why}` })
}
