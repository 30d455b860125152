import type { ErrorCode } from './messages.ts'

/** What a browser says of a connection that ended without a closing frame (RFC 6455 section 7.1.5). */
export const NO_CLOSE_CODE = 1006

/**
 * Why a server closes a socket. Codes lie in the range that RFC 6455 section 7.4.2 leaves to
 * applications; 1001 and 1009 are the RFC's own. `sentences.ts` has the words.
 */
export const CLOSE_CODES = {
  goingAway: 1001,
  tooLarge: 1009,
  malformed: 4400,
  tokenRefused: 4401,
  foreignOrigin: 4403,
  helloLate: 4408,
  wrongVersion: 4409,
  outOfOrder: 4412,
  tooFast: 4429,
  tooSlow: 4430,
  tooManyPages: 4431,
  tooManyReaders: 4432,
  noTerminals: 4503,
  /** Said by the client: the server answers, and no connection to it comes about. */
  blocked: 4480,
  internal: 4500,
} as const satisfies Record<string, number>

export type CloseName = keyof typeof CLOSE_CODES

/**
 * Why the client gave up a connection, a terminal or a request. `unreachable`: there is no server.
 * `lost`: the connection broke while a command was under way. `disposed`: the page is done with it.
 */
export type Failure = CloseName | ErrorCode | 'unreachable' | 'lost' | 'disposed'

/** @returns the name of a close code, or undefined for a code that is not of this table. */
export function closeName(code: number): CloseName | undefined {
  const names = Object.keys(CLOSE_CODES) as CloseName[]
  return names.find((name) => CLOSE_CODES[name] === code)
}
