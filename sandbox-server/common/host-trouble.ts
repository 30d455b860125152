/** Errors of the file system that a host can mend, by their codes. */
const OF_FILES: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `The disk of ${path} is full: make room there.`,
  EDQUOT: (path) => `This user has no room left on the disk of ${path}: make room there.`,
  EROFS: (path) => `${path} is on a disk that cannot be written.`,
  EACCES: (path) => `This user may not use ${path}: let it, by chown or chmod.`,
  EPERM: (path) => `This user may not use ${path}: let it, by chown or chmod.`,
}

/**
 * @param fallback what to name where the error names no file.
 * @returns the sentence about an error of the file system that a host can mend; undefined where it is
 * none.
 */
export function fileTrouble(error: unknown, fallback: string): string | undefined {
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === 'listen' || syscall === 'connect') return undefined
  if (code === 'ENOENT' && syscall === 'mkdtemp') {
    return `There is no folder for temporary files where ${path} would be: set TMPDIR to one.`
  }
  return OF_FILES[code]?.(path ?? fallback)
}

/** What programs of others say of a full disk. */
const DISK_FULL = /ENOSPC|no space left on device|disk is full/i

export function saysDiskFull(said: string): boolean {
  return DISK_FULL.test(said)
}

/** What apt, Docker and TLS libraries say where a clock is wrong, and where a certificate is. */
const NOT_OF_TODAY =
  /not (?:yet )?valid(?: yet)?\b.*\b(?:for another|current time|certificate)|certificate (?:has expired|is not (?:yet )?valid)|has expired or is not yet valid|Release file .*(?:not valid yet|expired)/i

/** @returns what to do about what a program of others said of times; empty where it said nothing of it. */
export function clockAdvice(said: string, now = new Date()): string {
  if (!NOT_OF_TODAY.test(said)) return ''
  return `This machine's clock says ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC: set it where that is wrong.`
}

/** @returns what to do about what a program of others said last; empty where nobody here knows. */
export function troubleAdvice(said: string): string {
  return saysDiskFull(said) ? 'A disk of this machine is full: make room.' : clockAdvice(said)
}
