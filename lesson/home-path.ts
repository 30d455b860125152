/** Longest name of a file or folder, in bytes of UTF-8 (`NAME_MAX` of Linux). */
const MAXIMUM_NAME_BYTES = 255

/** Longest path, in UTF-16 units. */
const MAXIMUM_PATH_LENGTH = 1024

/** Why a path cannot name a file of the home directory. */
export class PathError extends Error {
  override readonly name = 'PathError'
}

/**
 * Reads the path of a file in the reader's home directory, as somebody writes it.
 * @param written such as `~/web/Dockerfile` or `web/Dockerfile`.
 * @returns it from the home directory, such as `web/Dockerfile`.
 * @throws {PathError} with the end of a sentence that begins with the path.
 */
export function parseHomePath(written: string): string {
  const path = written.trim().replace(/^~\//, '')
  if (path === '' || path === '~') throw new PathError('names no file.')
  if (path.startsWith('/') || path.startsWith('~')) {
    throw new PathError('is not in the home directory: begin with "~/".')
  }
  if (path.endsWith('/')) throw new PathError('names a folder: add the name of a file.')
  if (path.length > MAXIMUM_PATH_LENGTH) throw new PathError('is too long.')
  if (/[\p{Cc}\p{Cs}]/u.test(path)) throw new PathError('has a control character in it.')
  const names = path.split('/')
  if (names.includes('..')) throw new PathError('leads out of its folder: leave out "..".')
  const kept = names.filter((name) => name !== '' && name !== '.')
  if (kept.some((name) => bytesOf(name) > MAXIMUM_NAME_BYTES)) {
    throw new PathError('has a name in it that is too long.')
  }
  if (names.at(-1) === '.') throw new PathError('names a folder: add the name of a file.')
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
