import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import type { MachineLevels } from '../../protocol/board-messages.ts'
import { BOARD_PATH, MAXIMUM_MESSAGE_BYTES } from '../../protocol/limits.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import type { Admission } from '../gateway/admission.ts'
import type { SocketServer } from '../gateway/socket-server.ts'
import type { Workshops } from '../workshops/workshops.ts'
import { BoardConnection } from './board-connection.ts'

/** A board that answers no ping for this long is dead, in milliseconds. */
const HEARTBEAT_MILLISECONDS = 30_000

/** A board that does not answer our close has this long, in milliseconds. */
const CLOSE_MILLISECONDS = 2000

export interface BoardSocketsOptions {
  readonly workshops: Workshops
  readonly admission: Admission
  readonly courses: readonly string[]
  readonly site: string | undefined
  readonly machine: () => MachineLevels
  readonly onFault: (error: unknown) => void
  /** Answers every other request for a socket. */
  readonly next: SocketServer
}

/** The WebSocket endpoint of the boards. */
export function serveBoardSockets(options: BoardSocketsOptions): SocketServer {
  const { admission, courses, next } = options
  // Each course of several has pages of its own, and so a board at its own path.
  const paths = new Set(
    ['', ...courses].map((name) => (name === '' ? '' : `/${name}`) + BOARD_PATH),
  )
  // `@types/ws` lacks an option that ws has since 8.19.
  const socketOptions: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAXIMUM_MESSAGE_BYTES,
    closeTimeout: CLOSE_MILLISECONDS,
    // Rows of a table shrink to a tenth, and a board is sent few and large messages.
    perMessageDeflate: { threshold: 1024 },
  }
  const server = new WebSocketServer(socketOptions)
  const boards = new Set<BoardConnection>()
  const answered = new WeakSet<WebSocket>()
  // A board that is gone without a word must not hold a look open, nor a terminal shown.
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, HEARTBEAT_MILLISECONDS)
  return {
    upgrade(request: IncomingMessage, stream: Duplex, head: Buffer) {
      const path = URL.parse(request.url ?? '/', 'http://host')?.pathname
      if (!paths.has(path ?? '')) return next.upgrade(request, stream, head)
      if (admission.originOf(request) === undefined) {
        stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
      }
      server.handleUpgrade(request, stream, head, (socket) => {
        socket.on('error', () => {})
        const place = admission.connect(request)
        if (place === undefined) {
          socket.close(CLOSE.tooManyReaders.code, CLOSE.tooManyReaders.sentence)
          return
        }
        socket.once('close', place.release)
        answered.add(socket)
        socket.on('pong', () => answered.add(socket))
        const sent = () => (stream as Socket).bytesWritten
        const board = new BoardConnection({ ...options, socket, sent })
        boards.add(board)
        socket.once('close', () => boards.delete(board))
      })
    },
    close() {
      clearInterval(heartbeat)
      for (const board of boards) board.close('goingAway')
      server.close()
      next.close()
    },
  }
}
