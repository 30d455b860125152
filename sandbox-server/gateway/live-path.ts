import type { IncomingMessage } from 'node:http'
import { SOCKET_PATH } from '../../protocol/limits.ts'

/**
 * The course whose live terminals a request is for: each has its own below its own path.
 * @param courses by their names: empty for the one course of a server, which has no path of its own.
 * @returns the name; undefined where the request is for something else.
 */
export function liveCourseOf(
  { url = '' }: IncomingMessage,
  courses: readonly string[],
): string | undefined {
  const path = URL.parse(url, 'http://host')?.pathname
  return courses.find((name) => path === (name === '' ? '' : `/${name}`) + SOCKET_PATH)
}
