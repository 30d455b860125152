import { phrase } from '../../words/phrase.ts'

const MINUTE_MILLISECONDS = 60_000
const HOUR_MINUTES = 60
const DAY_HOURS = 24

/** Such as `12 min` or `1 h 20 min`; what is left of a minute is left out. */
export function durationWords(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / MINUTE_MILLISECONDS))
  if (minutes < HOUR_MINUTES) return phrase('board.minutes', { number: minutes })
  const hours = Math.floor(minutes / HOUR_MINUTES)
  if (hours >= DAY_HOURS * 2) {
    return phrase('board.days', { number: Math.floor(hours / DAY_HOURS) })
  }
  return phrase('board.hours', { hours, minutes: minutes % HOUR_MINUTES })
}

/** A day and a time of it, as the host writes them. */
export function timeWords(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
}

/** A time of the day. */
export function clockWords(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString(document.documentElement.lang)
}
