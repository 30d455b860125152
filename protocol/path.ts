/** Longest path of a directory that is told, kept or asked for, in UTF-16 units. */
const MAXIMUM_PATH_LENGTH = 1024

/** Absolute; no control characters, no halves of characters. */
const USABLE = /^\/[^\p{Cc}\p{Cs}]*$/u

/**
 * The one rule for paths of directories, for whoever reads one from a shell's output, keeps it or
 * sends it: a program can print any, and a folder may have any name.
 * @returns undefined where the path cannot be used; a shell then starts elsewhere.
 */
export function usablePath(path: unknown): string | undefined {
  const isUsable =
    typeof path === 'string' && path.length <= MAXIMUM_PATH_LENGTH && USABLE.test(path)
  return isUsable ? path : undefined
}
