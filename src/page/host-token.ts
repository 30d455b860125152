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
 * Takes the token of the board's link out of the address, where others may read it, and keeps it.
 * @returns false where the address had one that cannot be a token.
 */
export function takeTokenFromAddress(): boolean {
  if (location.hash === '') return true
  const token = tokenIn(location.hash)
  history.replaceState(history.state, '', location.pathname + location.search)
  if (token !== undefined) keepHostToken(token)
  return token !== undefined
}

export function hostToken(): string | undefined {
  return siteStorage.get(HOST_TOKEN_KEY)
}

/** @param token undefined forgets it. */
export function keepHostToken(token: string | undefined): void {
  siteStorage.set(HOST_TOKEN_KEY, token)
}
