import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { MAXIMUM_MESSAGE_BYTES } from '../../protocol/limits.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import type { Admission } from './admission.ts'
import { Connection, type ConnectionCare } from './connection.ts'
import { liveCourseOf } from './live-path.ts'

/** A connection that answers no ping for this long is dead, in milliseconds. */
const HEARTBEAT_MILLISECONDS = 30_000

/** A client that does not answer our close has this long, in milliseconds. */
const CLOSE_MILLISECONDS = 2000

export interface PageServerOptions extends ConnectionCare {
  /** By their names. */
  readonly courses: readonly string[]
  readonly admission: Admission
  /** Undefined where this server has no live terminals. */
  readonly sessions: SessionRegistry | undefined
}

export interface SocketServer {
  /** Answers a request to speak WebSocket. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  /** Ends every connection. */
  close(): void
}

/** The WebSocket endpoint of the pages. */
export function serveSockets(options: PageServerOptions): SocketServer {
  const { admission, sessions } = options
  // `@types/ws` lacks an option that ws has since 8.19.
  const socketOptions: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAXIMUM_MESSAGE_BYTES,
    closeTimeout: CLOSE_MILLISECONDS,
    // Terminal output is short-lived, and compressing each frame costs more than it saves here.
    perMessageDeflate: false,
  }
  const server = new WebSocketServer(socketOptions)
  const answered = new WeakSet<WebSocket>()

  const upgrade: SocketServer['upgrade'] = (request, stream, head) => {
    const course = liveCourseOf(request, options.courses)
    if (course === undefined) return refuse(stream, 404, 'There is no such endpoint.')
    const page = admission.originOf(request)
    if (page === undefined) {
      return refuse(
        stream,
        403,
        `Pages of ${request.headers.origin ?? 'no origin'} may not use this server. ` +
          'A host can allow them with PUBLIC_ORIGINS.',
      )
    }
    server.handleUpgrade(request, stream, head, (socket) => {
      answered.add(socket)
      // `ws` closes the socket itself on a frame that breaks the WebSocket protocol, refused or not.
      socket.on('error', () => {})
      socket.on('pong', () => answered.add(socket))
      if (!sessions) return socket.close(CLOSE.noTerminals.code, CLOSE.noTerminals.sentence)
      const place = admission.connect(request)
      if (place === undefined) {
        return socket.close(CLOSE.tooManyReaders.code, CLOSE.tooManyReaders.sentence)
      }
      socket.once('close', place.release)
      const { readers } = admission
      const kind = () => 'socket' as const
      const transport = socket
      new Connection({ ...options, course, transport, kind, page, sessions, readers, place })
    })
  }

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, HEARTBEAT_MILLISECONDS)

  return {
    upgrade,
    close() {
      clearInterval(heartbeat)
      for (const socket of server.clients) {
        socket.close(CLOSE.goingAway.code, CLOSE.goingAway.sentence)
      }
      server.close()
    },
  }
}

function refuse(stream: Duplex, status: 403 | 404, sentence: string): void {
  const reason = { 403: 'Forbidden', 404: 'Not Found' }[status]
  const body = `${sentence}\n`
  stream.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
