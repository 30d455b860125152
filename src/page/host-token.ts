import { siteStorage } from '../storage/browser-storage.ts'

/** Where the browser keeps the token of a host's board, for every tab of this site. */
const HOST_TOKEN_KEY = 'blitz-host-token'

const TOKEN = /^[\w-]{16,200}$/

/** @returns the token in what a host has pasted: the board's link, or the token alone. */
export function tokenIn(text: string): string | undefined {
  const token = text.trim().replace(/^.*#/s, '')
  return TOKEN.test(token) ? token : undefined
}

/**
 * Takes the token of the board's link out of the address, where others may read it. It is kept once the
 * server has accepted it: until then the one of before stays.
 * @returns the token; undefined where the address had none; `wrong` where that cannot be a token.
 */
export function takeTokenFromAddress(): string | 'wrong' | undefined {
  if (location.hash === '') return undefined
  const token = tokenIn(location.hash)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token ?? 'wrong'
}

/** @returns the token that a server accepted last. */
export function hostToken(): string | undefined {
  return siteStorage.get(HOST_TOKEN_KEY)
}

/** @param token that the server has accepted; undefined forgets it. */
export function keepHostToken(token: string | undefined): void {
  siteStorage.set(HOST_TOKEN_KEY, token)
}

/** The server does not accept this token: it is forgotten, and another one that is kept stays. */
export function refuseHostToken(token: string): void {
  if (hostToken() === token) keepHostToken(undefined)
}
