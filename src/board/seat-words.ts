import type { Audience, BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import type { CourseChapters } from './course-chapters.ts'
import type { SeatState } from './seat-summary.ts'
import { durationWords } from './time-words.ts'

const STATE_WORDS: Readonly<Record<SeatState, string>> = {
  over: phrase('board.state-over'),
  away: phrase('board.state-away'),
  waiting: phrase('board.state-waiting'),
  running: phrase('board.state-running'),
  failed: phrase('board.state-failed'),
  done: phrase('board.state-done'),
  none: phrase('board.state-none'),
}

/** What the reader's last command did, or what is before it. */
export function stateWords(state: SeatState): string {
  return STATE_WORDS[state]
}

/** Where the reader is: chapter and block. */
export function placeWords({ position }: BoardSeat, chapters: CourseChapters | undefined): string {
  if (position === null) return phrase('board.nowhere')
  const { chapter, block } = position
  const chapterWords = chapters?.chapterTitle(chapter) ?? chapter
  if (block === undefined) return chapterWords
  return `${chapterWords} · ${chapters?.partTitle(block) ?? block}`
}

/** How long the reader has been at the block. */
export function timeAtBlock({ position, since }: BoardSeat, now: number): string {
  return position?.block === undefined ? '' : durationWords(now - since)
}

/** Such as `Ada, Bo and 3 others`: as many names as a person reads at a glance. */
export function nameList(seats: readonly BoardSeat[], most = 5): string {
  const names = seats.slice(0, most).map(({ name }) => name)
  const others = seats.length - names.length
  const words = others === 0 ? names : [...names, phrase('board.others', { count: others })]
  return new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(words)
}

/** For whom an action was. */
export function audienceWords(to: Audience, seats: ReadonlyMap<number, BoardSeat>): string {
  if (to === 'all') return phrase('board.everybody')
  if ('group' in to) return phrase('board.group-named', { group: to.group })
  const known = to.seats.flatMap((seat) => seats.get(seat) ?? [])
  return known.length === 0 ? phrase('board.others', { count: to.seats.length }) : nameList(known)
}
