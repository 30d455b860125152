/** The records of workshops cannot be used: the message is a sentence for the host, and names the file. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError'
}

/** What to do about a file that no version can read. */
const MOVE_AWAY =
  'Put a copy in its place, or move it and the files beside it that begin with its name away: the next start begins a new one.'

/** Answers of SQLite that a host can do something about (sqlite.org/rescode.html), by their codes. */
const OF_SQLITE: Readonly<Record<number, (path: string) => string>> = {
  5: lockedFile,
  6: lockedFile,
  8: (path) => `${path} cannot be written. Let this user write the file and its folder.`,
  10: (path) => `The disk of ${path} does not work: look at it.`,
  11: damagedFile,
  13: (path) => `The disk of ${path} is full. Make room there.`,
  14: (path) => `${path} cannot be opened. Let this user read and write the file and its folder.`,
  26: (path) => `${path} is no database. ${MOVE_AWAY}`,
}

/** Those that may be over in a moment, when nothing that is written was lost. */
const PASSING = new Set([5, 6, 8, 10, 13, 14])

/** @returns an error whose message is a sentence; the error itself where it has nothing to do with the file. */
export function recordsTrouble(error: unknown, path: string): unknown {
  const sentence = OF_SQLITE[codeOf(error)]?.(path)
  return sentence === undefined ? error : new RecordsError(sentence, { cause: error })
}

/** Whether the same may be tried again. */
export function isPassing(error: unknown): boolean {
  return PASSING.has(codeOf(error))
}

export function damagedFile(path: string): string {
  return `${path} is damaged. ${MOVE_AWAY}`
}

function lockedFile(path: string): string {
  return `Another program has locked ${path}. End that program.`
}

/** The primary code: an extended one has more in its higher bytes. */
function codeOf(error: unknown): number {
  const { errcode } = error as { errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : 0
}
