import type { IncomingMessage } from 'node:http'
import { SOCKET_PATH } from '../../protocol/limits.ts'

/** Whether a request is for the site's live terminals. */
export function isLivePath({ url = '' }: IncomingMessage): boolean {
  return URL.parse(url, 'http://host')?.pathname === SOCKET_PATH
}
