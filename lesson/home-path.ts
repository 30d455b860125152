/** Longest name of a file or folder, in bytes of UTF-8 (`NAME_MAX` of Linux). */
const MAXIMUM_NAME_BYTES = 255

/** Longest path, in UTF-16 units. */
const MAXIMUM_PATH_LENGTH = 1024

/** Why a path cannot name a file of the home directory: the ends of sentences that begin with it. */
const PROBLEMS = {
  empty: 'names no file.',
  outside: 'is not in the home directory: begin with "~/".',
  folder: 'names a folder: add the name of a file.',
  long: 'is too long, or has a name in it that is too long.',
  control: 'has a control character in it.',
  climbs: 'leads out of its folder: leave out "..".',
} as const

export type PathProblem = keyof typeof PROBLEMS

export class PathError extends Error {
  override readonly name = 'PathError'
  readonly problem: PathProblem

  constructor(problem: PathProblem) {
    super(PROBLEMS[problem])
    this.problem = problem
  }
}

/**
 * Reads the path of a file in the reader's home directory, as somebody writes it.
 * @param written such as `~/web/Dockerfile` or `web/Dockerfile`.
 * @returns it from the home directory, such as `web/Dockerfile`.
 * @throws {PathError} with the end of a sentence that begins with the path.
 */
export function parseHomePath(written: string): string {
  const path = written.trim().replace(/^~\//, '')
  if (path === '' || path === '~') throw new PathError('empty')
  if (path.startsWith('/') || path.startsWith('~')) {
    throw new PathError('outside')
  }
  if (path.endsWith('/')) throw new PathError('folder')
  if (path.length > MAXIMUM_PATH_LENGTH) throw new PathError('long')
  if (/[\p{Cc}\p{Cs}]/u.test(path)) throw new PathError('control')
  const names = path.split('/')
  if (names.includes('..')) throw new PathError('climbs')
  const kept = names.filter((name) => name !== '' && name !== '.')
  if (kept.some((name) => bytesOf(name) > MAXIMUM_NAME_BYTES)) {
    throw new PathError('long')
  }
  if (names.at(-1) === '.') throw new PathError('folder')
  return kept.join('/')
}

/** @returns the length of a name in bytes of UTF-8. */
function bytesOf(name: string): number {
  return encodeURIComponent(name).replaceAll(/%../g, '-').length
}

/** @returns a path as readers know it, such as `~/web/Dockerfile`. */
export function shownPath(path: string): string {
  return `~/${path}`
}
