import { BASE } from '../site/at-base.ts'

/** @returns the code of an address such as `/join/#K7QM-2XPD`; empty for none. */
export function codeOfAddress(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1)).trim()
  } catch {
    // A percent sign that begins nothing.
    return hash.slice(1)
  }
}

/**
 * @param course of a workshop; empty where the server has one course.
 * @returns the join page of that course; undefined where this is a page of it.
 */
export function joinPageOf(course: string, base = BASE): string | undefined {
  if (course === '' || base.endsWith(`/${course}/`)) return undefined
  return `${base.replace(/[^/]+\/$/, '')}${course}/join/`
}
