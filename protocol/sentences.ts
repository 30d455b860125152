import { CLOSE_CODES, type CloseName, type Failure } from './close-codes.ts'
import type { ErrorCode } from './messages.ts'

/** In English, as they travel and as programs print them; a page has words of its own language. */
const CLOSE_SENTENCES: Readonly<Record<CloseName, string>> = {
  goingAway: 'The server is stopping.',
  tooLarge: 'That message is larger than the server takes.',
  malformed: 'That message is not one that this server knows.',
  tokenRefused:
    'Your session has ended or its token is not from this server. A new one can be started.',
  foreignOrigin:
    'Pages of this address may not use this server. Its host can allow them with PUBLIC_ORIGINS.',
  helloLate: 'The connection did not introduce itself in time.',
  wrongVersion: 'This page is older or newer than its server. Reload the page.',
  outOfOrder: 'Protocol error: send exactly one hello, first.',
  tooFast: 'Too many messages at once. Wait a moment and try again.',
  tooSlow: 'The connection was too slow to keep up.',
  tooManyPages: 'You have too many pages of this site open. Close some of them, and try again.',
  tooManyReaders: 'Too many readers are connected from your address. Try again in a few minutes.',
  noTerminals: 'This server has no live terminals at the moment. The recorded output stays.',
  blocked:
    'Something between you and this site, such as a proxy or a filter, blocks live terminals.',
  internal: 'Something went wrong in the server. Try again.',
}

/**
 * Each close with its code and its sentence, which travels as the close reason: none is longer than
 * 123 bytes.
 */
export const CLOSE = Object.fromEntries(
  Object.entries(CLOSE_CODES).map(([name, code]) => [
    name,
    { code, sentence: CLOSE_SENTENCES[name as CloseName] },
  ]),
) as {
  readonly [Name in CloseName]: {
    readonly code: (typeof CLOSE_CODES)[Name]
    readonly sentence: string
  }
}

/** Errors after which the connection goes on. */
export const ERROR_SENTENCES: Readonly<Record<ErrorCode, string>> = {
  'channel-unknown': 'That terminal is not open. Press Run to open it.',
  'channel-in-use': 'That channel is open already.',
  'channels-exhausted': 'This page has as many terminals open as a page can have.',
  'terminal-gone': 'That shell has ended. Press Run to start a new one.',
  'terminals-exhausted':
    'Your sandbox has as many shells open as it can have. Type exit in one of them first.',
  'terminal-failed':
    'Your sandbox cannot start another shell: too many programs may be running. End some, or reset it.',
  'sandbox-failed': 'Your sandbox did not start. Press Run to try again.',
  'sandbox-full': 'Every sandbox is in use, and the queue is full. Try again in a few minutes.',
  'exec-busy': 'Too many commands at once in your sandbox.',
  'exec-failed': 'That command could not be started in your sandbox, or it was cut off.',
  'preview-impossible':
    'Apps cannot be opened at this address of the site. Its host can allow it with PREVIEW_HOST or PREVIEW_PORT.',
}

const CLIENT_SENTENCES: Readonly<Record<Exclude<Failure, CloseName | ErrorCode>, string>> = {
  unreachable: 'The server of the live terminals cannot be reached. The recorded output stays.',
  lost: 'The connection was lost.',
  disposed: 'The page has closed its connection.',
}

const FAILURES: Readonly<Record<Failure, string>> = {
  ...CLOSE_SENTENCES,
  ...ERROR_SENTENCES,
  ...CLIENT_SENTENCES,
}

/** @returns what a failure of the client means, in English: for programs that are no page. */
export function englishFailure(failure: Failure): string {
  return FAILURES[failure]
}
