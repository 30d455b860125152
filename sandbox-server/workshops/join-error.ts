import type { JoinTrouble } from '../../protocol/join-messages.ts'
import { MAXIMUM_NAME_LENGTH } from '../../protocol/limits.ts'
import { WorkshopError } from './workshop-error.ts'

/** In English, for whoever is no page; a page has words of its own language. */
const SENTENCES: Readonly<Record<JoinTrouble, string>> = {
  'no-workshops': 'There are no workshops on this server.',
  'code-unknown': 'No workshop here has that code. Look at it once more.',
  'code-over': 'This code has been used, or is older than five minutes. Ask for a new one.',
  'code-guessed': 'Too many wrong codes came from your network. Wait a minute, and try again.',
  closed: 'This workshop is over.',
  full: 'All seats are taken, and so are all places to wait.',
  'name-empty': 'Give a name.',
  'name-long': `Give a name of at most ${MAXIMUM_NAME_LENGTH} characters.`,
  'name-control': 'Give a name without control characters.',
  'name-markup': 'Give a name without < and >.',
  'name-unreadable': 'Give a name with at least one letter or digit.',
  'name-taken': 'Somebody here has that name. Take another one.',
  'group-unknown': 'The workshop has no such group.',
  'not-in': 'That token has no seat in a workshop here.',
  'not-kept': 'The server cannot keep who joins. Tell your host.',
  'not-done': 'There is no certificate: nothing of the workshop has been done yet.',
  malformed: 'This server does not know that request.',
  busy: 'Too many requests at once. Wait a moment, and try again.',
}

/** A reader cannot join, or not do something of a participant; the page says why by `trouble`. */
export class JoinError extends WorkshopError {
  override readonly name = 'JoinError'
  readonly trouble: JoinTrouble
  /** A name that nobody has yet. */
  readonly suggestion: string | undefined

  constructor(trouble: JoinTrouble, suggestion?: string) {
    super(SENTENCES[trouble])
    this.trouble = trouble
    this.suggestion = suggestion
  }
}
