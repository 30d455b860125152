import { phrase } from '../../words/phrase.ts'
import type { Refusal } from './ask-server.ts'

type Trouble = Refusal['refusal']['trouble']

const SENTENCES: Readonly<Record<Trouble, string>> = {
  unreachable: phrase('join.unreachable'),
  'no-workshops': phrase('join.no-workshops'),
  'code-unknown': phrase('join.code-unknown'),
  'code-over': phrase('join.code-over'),
  'code-guessed': phrase('join.code-guessed'),
  closed: phrase('join.closed-now'),
  full: phrase('join.full-queue'),
  'name-empty': phrase('join.name-empty'),
  'name-long': phrase('join.name-long'),
  'name-control': phrase('join.name-control'),
  'name-markup': phrase('join.name-markup'),
  'name-unreadable': phrase('join.name-unreadable'),
  'name-taken': phrase('join.name-taken'),
  'group-unknown': phrase('join.group-unknown'),
  'not-in': phrase('join.not-in'),
  'not-kept': phrase('join.not-kept'),
  'not-done': phrase('join.not-done'),
  malformed: phrase('join.malformed'),
  busy: phrase('join.busy'),
}

/** @returns what a reader reads where the server refused something of a workshop. */
export function troubleSentence(trouble: Trouble): string {
  return SENTENCES[trouble]
}
