import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { MAXIMUM_MESSAGE_BYTES, SOCKET_PATH } from '../../protocol/limits.ts'
import type { HubStatus } from '../../protocol/messages.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import type { Watched } from '../common/watched.ts'
import type { Observe } from '../observation/event.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import { AddressCount } from './address-count.ts'
import { sharedAddress } from './client-address.ts'
import { Connection, type PreviewAddress } from './connection.ts'
import { isOriginAllowed } from './origin.ts'
import { ReaderCount } from './reader-count.ts'

/** A connection that answers no ping for this long is dead, in milliseconds. */
const HEARTBEAT_MILLISECONDS = 30_000

/** Pages that a reader has connected, on average: many tell nothing of who they are for some seconds. */
const PAGES_PER_READER = 8

/** A client that does not answer our close has this long, in milliseconds. */
const CLOSE_MILLISECONDS = 2000

export interface SocketServerOptions {
  readonly publicOrigins: readonly string[] | undefined
  /** The address of whoever asks, where the proxies in front are trusted to name it. */
  readonly addressOf: (request: IncomingMessage) => string
  /** Readers that may be connected from one address at once. */
  readonly readersPerAddress: number
  /** Undefined where this server has no live terminals. */
  readonly sessions: SessionRegistry | undefined
  readonly hubStatus: Watched<HubStatus>
  readonly previewAddress: PreviewAddress
  readonly observe: Observe
  readonly onFault: (error: unknown) => void
}

export interface SocketServer {
  /** Answers a request to speak WebSocket. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  /** Ends every connection. */
  close(): void
}

/** The WebSocket endpoint of the pages. */
export function serveSockets(options: SocketServerOptions): SocketServer {
  const { publicOrigins, addressOf, sessions, observe } = options
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
  const connections = new AddressCount(options.readersPerAddress * PAGES_PER_READER)
  const readers = new ReaderCount(options.readersPerAddress)

  const upgrade: SocketServer['upgrade'] = (request, stream, head) => {
    const path = URL.parse(request.url ?? '', 'http://host')?.pathname
    if (path !== SOCKET_PATH) return refuse(stream, 404, 'There is no such endpoint.')
    const { origin, host } = request.headers
    if (origin === undefined || !isOriginAllowed(origin, host, publicOrigins)) {
      observe({ kind: 'refused', session: undefined, reason: 'foreignOrigin' })
      return refuse(
        stream,
        403,
        `Pages of ${origin ?? 'no origin'} may not use this server. ` +
          'A host can allow them with PUBLIC_ORIGINS.',
      )
    }
    server.handleUpgrade(request, stream, head, (socket) => {
      answered.add(socket)
      // `ws` closes the socket itself on a frame that breaks the WebSocket protocol, refused or not.
      socket.on('error', () => {})
      socket.on('pong', () => answered.add(socket))
      if (!sessions) return socket.close(CLOSE.noTerminals.code, CLOSE.noTerminals.sentence)
      const address = sharedAddress(addressOf(request))
      const release = connections.take(address)
      if (release === undefined) {
        observe({ kind: 'refused', session: undefined, reason: 'tooManyReaders' })
        return socket.close(CLOSE.tooManyReaders.code, CLOSE.tooManyReaders.sentence)
      }
      socket.once('close', release)
      new Connection({ ...options, socket, page: origin, sessions, readers, address })
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
