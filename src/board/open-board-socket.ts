import type { SocketLike } from '../../protocol/client.ts'
import { BOARD_PATH } from '../../protocol/limits.ts'
import { atBase } from '../site/at-base.ts'

/** Begins a connection of the board to the site's server. */
export function openBoardSocket(): SocketLike {
  const url = new URL(atBase(BOARD_PATH), location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url)
}
