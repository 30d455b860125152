import { phrase } from '../../words/phrase.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3600

/** Such as `45 s`, `3 min 20 s` or `1 h 5 min`. */
export function secondsWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < MINUTE_SECONDS) return phrase('report.seconds', { seconds: whole })
  const minutes = Math.floor(whole / MINUTE_SECONDS)
  if (whole < HOUR_SECONDS) {
    return phrase('report.minutes', { minutes, seconds: whole % MINUTE_SECONDS })
  }
  return phrase('report.hours', {
    hours: Math.floor(whole / HOUR_SECONDS),
    minutes: minutes % MINUTE_SECONDS,
  })
}
