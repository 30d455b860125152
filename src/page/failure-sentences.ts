import type { Failure } from '../../protocol/close-codes.ts'
import { phrase } from '../../words/phrase.ts'

const SENTENCES: Readonly<Record<Failure, string>> = {
  goingAway: phrase('failure.goingAway'),
  tooLarge: phrase('failure.tooLarge'),
  malformed: phrase('failure.malformed'),
  tokenRefused: phrase('failure.tokenRefused'),
  foreignOrigin: phrase('failure.foreignOrigin'),
  helloLate: phrase('failure.helloLate'),
  wrongVersion: phrase('failure.wrongVersion'),
  outOfOrder: phrase('failure.outOfOrder'),
  tooFast: phrase('failure.tooFast'),
  tooSlow: phrase('failure.tooSlow'),
  tooManyPages: phrase('failure.tooManyPages'),
  tooManyReaders: phrase('failure.tooManyReaders'),
  noTerminals: phrase('failure.noTerminals'),
  blocked: phrase('failure.blocked'),
  internal: phrase('failure.internal'),
  unreachable: phrase('failure.unreachable'),
  lost: phrase('failure.lost'),
  disposed: phrase('failure.disposed'),
  'channel-unknown': phrase('failure.channel-unknown'),
  'channel-in-use': phrase('failure.channel-in-use'),
  'channels-exhausted': phrase('failure.channels-exhausted'),
  'terminal-gone': phrase('failure.terminal-gone'),
  'terminals-exhausted': phrase('failure.terminals-exhausted'),
  'terminal-failed': phrase('failure.terminal-failed'),
  'sandbox-failed': phrase('failure.sandbox-failed'),
  'sandbox-full': phrase('failure.sandbox-full'),
  'exec-busy': phrase('failure.exec-busy'),
  'exec-failed': phrase('failure.exec-failed'),
  'preview-impossible': phrase('failure.preview-impossible'),
}

/** What a reader reads where the client gave up a connection, a terminal or a request. */
export function failureSentence(failure: Failure): string {
  return SENTENCES[failure]
}
