import type { SocketLike } from './client.ts'
import { CLOSE_CODES, NO_CLOSE_CODE } from './close-codes.ts'
import { SocketEvents } from './socket-events.ts'

/** A WebSocket that has not opened in this time may never do so; milliseconds. */
const SOCKET_MILLISECONDS = 4000

export interface FallbackOptions {
  readonly openSocket: () => SocketLike
  /** Opens a connection over plain HTTP, for which code may have to be loaded. */
  readonly openHttp: () => Promise<SocketLike>
  /** Whether a server with live terminals answers plain requests. */
  readonly isServerThere: () => Promise<boolean>
  /**
   * WebSockets that are tried: none where it is known that only plain HTTP works, and two where one has
   * worked before, because the server may have been away for the first.
   */
  readonly tries: number
  readonly onSocket: () => void
}

/**
 * Tries a WebSocket, and a connection over plain HTTP where that fails though the server is there. The
 * first that opens is used, and the other one is closed.
 */
export class FallbackSocket implements SocketLike {
  binaryType = 'arraybuffer'
  readonly #options: FallbackOptions
  readonly #events = new SocketEvents()
  readonly addEventListener = this.#events.add
  /** Those that may still open, and the one that has. */
  readonly #candidates = new Set<SocketLike>()
  #chosen: SocketLike | undefined
  #tries: number
  #timer: unknown
  #isAsking = false
  #isOver = false

  constructor(options: FallbackOptions) {
    this.#options = options
    this.#tries = options.tries
    if (this.#tries > 0) this.#trySocket()
    else void this.#tryHttp()
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#chosen?.send(data)
  }

  close(code?: number, reason?: string): void {
    this.#finish(code ?? NO_CLOSE_CODE, (socket) => socket.close(code, reason))
  }

  #trySocket(): void {
    this.#tries -= 1
    const socket = this.#options.openSocket()
    const giveWay = () => {
      clearTimeout(this.#timer)
      void this.#giveWay()
    }
    this.#timer = setTimeout(giveWay, SOCKET_MILLISECONDS)
    this.#follow(socket, this.#options.onSocket, giveWay)
  }

  /** The WebSocket has failed, or takes long. */
  async #giveWay(): Promise<void> {
    if (this.#isAsking || this.#isSettled) return
    this.#isAsking = true
    const isThere = await this.#options.isServerThere()
    this.#isAsking = false
    if (this.#isSettled) return
    if (isThere && this.#tries > 0) this.#trySocket()
    else if (isThere) await this.#tryHttp()
    else if (this.#candidates.size === 0) this.#finish(NO_CLOSE_CODE)
  }

  async #tryHttp(): Promise<void> {
    this.#isAsking = true
    try {
      const socket = await this.#options.openHttp()
      if (this.#isSettled) socket.close()
      else
        this.#follow(
          socket,
          () => {},
          (code) => void this.#httpFailed(code),
        )
    } catch {
      // Its code could not be loaded.
      this.#finish(NO_CLOSE_CODE)
    }
  }

  async #httpFailed(code: number): Promise<void> {
    const isAway = code === CLOSE_CODES.blocked && !(await this.#options.isServerThere())
    if (!this.#isSettled) this.#finish(isAway ? NO_CLOSE_CODE : code)
  }

  #follow(socket: SocketLike, opened: () => void, failed: (code: number) => void): void {
    socket.binaryType = this.binaryType
    this.#candidates.add(socket)
    socket.addEventListener('open', () => {
      if (this.#isSettled) return
      this.#chosen = socket
      clearTimeout(this.#timer)
      for (const other of this.#candidates) if (other !== socket) other.close()
      opened()
      this.#events.tell('open', undefined)
    })
    socket.addEventListener('message', (event) => {
      if (socket === this.#chosen && !this.#isOver) this.#events.tell('message', event)
    })
    // An error is always followed by a close, which says more.
    socket.addEventListener('error', () => {})
    socket.addEventListener('close', ({ code }) => {
      this.#candidates.delete(socket)
      if (socket === this.#chosen) this.#finish(code)
      else if (!this.#isSettled) failed(code)
    })
  }

  get #isSettled(): boolean {
    return this.#chosen !== undefined || this.#isOver
  }

  #finish(code: number, end: (socket: SocketLike) => void = (socket) => socket.close()): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    for (const socket of [...this.#candidates]) end(socket)
    this.#events.tell('close', { code })
  }
}
