/** Below which all requests of boards and join pages are; `/board/live` is the socket of the board. */
export const BOARD_PREFIX = '/board/'

/**
 * @param courses by their names: each has these paths below its own, too.
 * @returns what follows `/board/`, for whichever course; undefined where that is not there.
 */
export function pathBelowBoard(path: string, courses: readonly string[]): string | undefined {
  const course = courses.find((name) => name !== '' && path.startsWith(`/${name}${BOARD_PREFIX}`))
  const below = course === undefined ? path : path.slice(course.length + 1)
  return below.startsWith(BOARD_PREFIX) ? below.slice(BOARD_PREFIX.length) : undefined
}
