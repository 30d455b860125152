/** What a person writes: a day and a time, with seconds and an offset or without. */
const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i

/** What a time takes, as the rest of a sentence. */
export const TIME_TAKES = 'takes a time such as 2026-12-01 09:00 or 2026-12-01T09:00+01:00'

/**
 * @param text a time, in the machine's zone where it names none.
 * @returns milliseconds since 1970; undefined where there is no such time.
 */
export function parseTime(text: string): number | undefined {
  const [, day, clock, seconds = '00', zone = ''] = WRITTEN.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const time = Date.parse(`${day}T${clock}:${seconds}${zone.toUpperCase()}`)
  // A 30th of February would be taken for one of March.
  const isThere = new Date(`${day}T00:00Z`).toJSON()?.startsWith(day) ?? false
  return isThere && !Number.isNaN(time) ? time : undefined
}

/** @returns a time as a person reads it, in the machine's zone, such as `2026-12-01T09:00+01:00`. */
export function writtenTime(milliseconds: number): string {
  const time = new Date(milliseconds)
  const ahead = -time.getTimezoneOffset()
  const local = new Date(milliseconds + ahead * 60_000).toISOString()
  const clock = local.slice(0, local.endsWith(':00.000Z') ? 16 : 19)
  return `${clock}${offsetOf(ahead)}`
}

/** @returns the zone in which a time without an offset is taken, such as `Europe/Berlin`. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** @param minutes ahead of UTC. */
function offsetOf(minutes: number): string {
  if (minutes === 0) return 'Z'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`
}
