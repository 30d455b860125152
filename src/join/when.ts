import type { OpenInvitation } from '../../protocol/join-messages.ts'
import { phrase } from '../../words/phrase.ts'

/** How a reader writes times: as the browser does in the page's language, with the reader's own zone. */
export interface TimeStyle {
  /** BCP 47. */
  readonly locale: string
  /** Of the IANA list; undefined: the reader's own. */
  readonly zone?: string | undefined
}

type Times = Pick<OpenInvitation, 'phase' | 'opens' | 'closes'>

/** @returns when a workshop is open, in one line; undefined where nothing is set. */
export function openingWords(
  { phase, opens, closes }: Times,
  style: TimeStyle,
): string | undefined {
  const format = new Intl.DateTimeFormat(style.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: style.zone,
  })
  if (phase === 'closed') {
    return closes === null ? undefined : phrase('join.over-since', { time: format.format(closes) })
  }
  if (phase === 'open') {
    if (closes === null) return phrase('join.open-now')
    return phrase('join.open-until', { time: format.format(closes) })
  }
  if (opens === null) return phrase('join.opens-by-hand')
  if (closes === null || closes <= opens) {
    return phrase('join.opens-at', { time: format.format(opens) })
  }
  return phrase('join.from-to', { time: format.formatRange(opens, closes) })
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** @param milliseconds until a workshop opens. @returns a sentence that is as exact as it helps. */
export function opensInWords(milliseconds: number, locale: string): string {
  if (milliseconds < 1000) return phrase('join.opens-soon')
  const format = new Intl.RelativeTimeFormat(locale)
  const time = (unit: Intl.RelativeTimeFormatUnit, length: number) =>
    phrase('join.opens-in', { time: format.format(Math.ceil(milliseconds / length), unit) })
  if (milliseconds <= 1.5 * MINUTE) return time('second', 1000)
  if (milliseconds <= 1.5 * HOUR) return time('minute', MINUTE)
  return milliseconds <= 2 * DAY ? time('hour', HOUR) : time('day', DAY)
}

/** @param languages that the reader prefers. @returns the first of them that the page is in, too. */
export function localeOf(pageLanguage: string, languages: readonly string[]): string {
  const [primary] = pageLanguage.split('-')
  return languages.find((language) => language.split('-')[0] === primary) ?? pageLanguage
}
