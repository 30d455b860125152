import {
  type BoardAct,
  type BoardClientMessage,
  type BoardServerMessage,
  boardServerMessage,
} from '../../protocol/board-messages.ts'
import type { SocketLike } from '../../protocol/client.ts'
import { backoffMilliseconds, Liveness } from '../../protocol/client-timing.ts'
import {
  CLOSE_CODES,
  type CloseName,
  closeName,
  NO_CLOSE_CODE,
} from '../../protocol/close-codes.ts'
import { decodeOutput, type OutputFrame } from '../../protocol/frames.ts'
import { BOARD_VERSION } from '../../protocol/limits.ts'
import { parseMessage } from '../../protocol/messages.ts'
import { type ActAnswers, PendingActs } from './pending-acts.ts'

/**
 * - `connecting`: there was no connection yet.
 * - `lost`: there was one; the board shows what it had, and a new one is tried.
 * - `refused`: a further try would meet the same answer.
 */
export type BoardConnection =
  | { readonly state: 'connecting'; readonly tries: number }
  | { readonly state: 'connected' }
  | { readonly state: 'lost'; readonly since: number }
  | { readonly state: 'refused'; readonly reason: CloseName }

export interface BoardClientOptions {
  /** Begins a new connection to `BOARD_PATH`. */
  readonly connect: () => SocketLike
  readonly token: string
  /** The token of the host's own session in this browser, whose terminals can be shown. */
  readonly reader: () => string | undefined
  /** What an act that was not answered means, in a sentence. */
  readonly unanswered: { readonly notConnected: string; readonly lost: string }
  readonly onConnection: (connection: BoardConnection) => void
  readonly onMessage: (message: BoardServerMessage) => void
  /** Output of a terminal that is looked at; its channel is the look. */
  readonly onFrame: (frame: OutputFrame) => void
}

/** Time that a connection may take to open, and again until the server's welcome, in milliseconds. */
const WELCOME_MILLISECONDS = 10_000

const FINAL_CODES: ReadonlySet<number> = new Set([
  CLOSE_CODES.wrongVersion,
  CLOSE_CODES.malformed,
  CLOSE_CODES.tokenRefused,
  CLOSE_CODES.foreignOrigin,
])

/** A board's one connection. It reconnects by itself; the server then tells the whole state anew. */
export class BoardClient {
  readonly #options: BoardClientOptions
  readonly #acts = new PendingActs()
  readonly #liveness = new Liveness({
    ping: () => this.#send({ type: 'ping' }),
    stalled() {},
    dead: () => this.#abandon(),
  })
  #socket: SocketLike | undefined
  #connection: BoardConnection = { state: 'connecting', tries: 0 }
  #attempts = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #workshop: string | undefined
  #view: readonly number[] = []

  constructor(options: BoardClientOptions) {
    this.#options = options
    this.#connect()
  }

  get isConnected(): boolean {
    return this.#connection.state === 'connected'
  }

  /** Shows another workshop from now on; undefined shows none. */
  watch(workshop: string | undefined): void {
    this.#workshop = workshop
    this.#view = []
    if (workshop !== undefined) this.#send({ type: 'watch', workshop })
  }

  /** The seats whose thumbnails are wanted. */
  view(seats: readonly number[]): void {
    this.#view = seats
    this.#send({ type: 'view', seats: [...seats] })
  }

  /** @returns what was asked for. @throws {ActError} when it is refused, or nobody knows whether it was done. */
  act(workshop: string, act: BoardAct): ActAnswers {
    if (!this.isConnected) return this.#acts.refused(this.#options.unanswered.notConnected)
    const { request, answer } = this.#acts.add()
    this.#send({ type: 'do', request, workshop, act })
    return answer
  }

  /** Tells the session of the host's own pages, and asks for its terminals. */
  askTerminals(): void {
    const reader = this.#options.reader()
    this.#send({ type: 'terminals', ...(reader !== undefined && { reader }) })
  }

  /** Keys for a look in which the host may type. */
  type(look: number, text: string): void {
    this.#send({ type: 'type', look, text })
  }

  /** The network, or the page, has come back from somewhere. */
  check(): void {
    if (this.isConnected) this.#liveness.check()
    else if (this.#socket === undefined && this.#connection.state !== 'refused') this.#connect()
  }

  dispose(): void {
    this.#setConnection({ state: 'refused', reason: 'goingAway' })
    const socket = this.#socket
    this.#forgetSocket()
    this.#acts.refuseAll(this.#options.unanswered.lost)
    socket?.close(1000)
  }

  #connect(): void {
    clearTimeout(this.#timer)
    const socket = this.#options.connect()
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#timer = setTimeout(() => this.#abandon(), WELCOME_MILLISECONDS)
    // One that was given up may still speak.
    const ifCurrent =
      <Event>(act: (event: Event) => void) =>
      (event: Event) => {
        if (socket === this.#socket) act(event)
      }
    socket.addEventListener('open', () => {
      if (socket === this.#socket) this.#sayHello()
    })
    socket.addEventListener(
      'message',
      ifCurrent(({ data }) => this.#receive(data)),
    )
    // An error is always followed by a close, which says more.
    socket.addEventListener('error', () => {})
    socket.addEventListener(
      'close',
      ifCurrent(({ code }) => this.#closed(code)),
    )
  }

  #sayHello(): void {
    const { token, reader } = this.#options
    const own = reader()
    const hello = { type: 'hello', version: BOARD_VERSION, token } as const
    this.#write({ ...hello, ...(own !== undefined && { reader: own }) })
  }

  #receive(data: unknown): void {
    this.#liveness.heard()
    if (data instanceof ArrayBuffer) {
      const frame = decodeOutput(new Uint8Array(data))
      if (frame) this.#options.onFrame(frame)
      return
    }
    const message = typeof data === 'string' ? parseMessage(boardServerMessage, data) : undefined
    if (message === undefined) return
    if (message.type === 'done') this.#acts.done(message)
    else if (message.type === 'refused') this.#acts.refuse(message)
    else if (message.type !== 'pong') this.#options.onMessage(message)
    if (message.type === 'welcome') this.#welcomed()
  }

  #welcomed(): void {
    clearTimeout(this.#timer)
    this.#attempts = 0
    this.#liveness.start()
    this.#setConnection({ state: 'connected' })
    if (this.#workshop !== undefined) this.#send({ type: 'watch', workshop: this.#workshop })
    if (this.#view.length > 0) this.#send({ type: 'view', seats: [...this.#view] })
  }

  /** Gives the connection up without the other side, which may never say that it has closed. */
  #abandon(): void {
    const socket = this.#socket
    this.#closed(NO_CLOSE_CODE)
    socket?.close()
  }

  #closed(code: number): void {
    this.#forgetSocket()
    this.#acts.refuseAll(this.#options.unanswered.lost)
    if (FINAL_CODES.has(code)) {
      this.#setConnection({ state: 'refused', reason: closeName(code) ?? 'internal' })
      return
    }
    const before = this.#connection
    if (before.state === 'connected') this.#setConnection({ state: 'lost', since: Date.now() })
    if (before.state === 'connecting') {
      this.#setConnection({ state: 'connecting', tries: before.tries + 1 })
    }
    this.#timer = setTimeout(() => this.#connect(), backoffMilliseconds(this.#attempts++))
  }

  #forgetSocket(): void {
    clearTimeout(this.#timer)
    this.#liveness.stop()
    this.#socket = undefined
  }

  #setConnection(connection: BoardConnection): void {
    this.#connection = connection
    this.#options.onConnection(connection)
  }

  /** What is not sent for want of a connection is sent after the next welcome, or was refused. */
  #send(message: BoardClientMessage): void {
    if (this.isConnected) this.#write(message)
  }

  #write(message: BoardClientMessage): void {
    this.#socket?.send(JSON.stringify(message))
  }
}
