/** What the names of a rehearsal's readers begin with, as the board shows them. */
const PREFIX = 'Rehearsal '

/** @param number of the reader, from 1. */
export function rehearsalName(number: number): string {
  return `${PREFIX}${number}`
}

/**
 * Whether a reader of a rehearsal has that name, with what makes it free behind it where it was taken.
 * Nothing of such a reader is counted once it is deleted.
 */
export function isRehearsalName(name: string): boolean {
  return name.startsWith(PREFIX) && /^\d/.test(name.slice(PREFIX.length))
}
