import { TerminalChannel, type TerminalEvents, type TerminalRequest } from './client-channel.ts'
import { type Answers, LiveError, PendingRequests } from './client-requests.ts'
import { backoffMilliseconds, Liveness } from './client-timing.ts'
import { CLOSE_CODES, closeName, type Failure, NO_CLOSE_CODE } from './close-codes.ts'
import { decodeOutput, type OutputFrame } from './frames.ts'
import { FOLLOW_CHANNEL, PROTOCOL_VERSION } from './limits.ts'
import {
  type ClientMessage,
  type ExecResult,
  type HubStatus,
  type Notice,
  type PublishedPort,
  parseMessage,
  type SandboxStatus,
  type ServerMessage,
  serverMessage,
  type Usage,
} from './messages.ts'
import { usablePath } from './path.ts'
import type { WorkshopAct } from './workshop-messages.ts'

/** What the client needs of a WebSocket: the browser's, Node's own and that of `ws` all fit. */
export interface SocketLike {
  binaryType: string
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void
}

export interface LiveClientOptions {
  /** Begins a new connection; its `binaryType` is set by the client. */
  readonly connect: () => SocketLike
  /** Where the session's token is kept between pages. */
  readonly token: { load(): string | undefined; save(token: string | undefined): void }
  /** What a failure means, in a sentence for the reader: the message of each error. */
  readonly sentenceOf: (failure: Failure) => string
  readonly onConnection?: (connection: ConnectionStatus) => void
  readonly onSandbox?: (status: SandboxStatus) => void
  /** The sandbox has hit a limit. */
  readonly onNotice?: (notice: Notice) => void
  /** What the sandbox uses of its memory and disk has changed. */
  readonly onUsage?: (usage: Usage) => void
  readonly onHub?: (status: HubStatus) => void
  /** Told every port that the reader's containers publish, when that is known and when it changes. */
  readonly onPorts?: (ports: readonly PublishedPort[]) => void
  /** Told what a workshop says to its pages: `workshopNews` of `workshop-messages.ts`, not parsed yet. */
  readonly onWorkshop?: (news: unknown) => void
  /** Told output of a channel that nobody has opened here: `FOLLOW_CHANNEL`. */
  readonly onFollowed?: (frame: OutputFrame) => void
}

/** How a silent command runs. */
export interface ExecOptions {
  readonly directory?: string
  /** After which it is ended. */
  readonly milliseconds?: number
  /** Its standard input, in ASCII: `MAXIMUM_EXEC_INPUT_LENGTH` at most. */
  readonly input?: string
}

/**
 * - `idle`: no connection, and none is needed.
 * - `reconnecting`: there was one, and a new one is tried until it comes or nothing needs it.
 * - `unreachable`: none could be had, or the server has no terminals; the next call tries again.
 * - `refused`: page and server do not understand each other.
 * - `blocked`: the server is there, and something on the way to it lets no connection through.
 */
export type ConnectionStatus =
  | 'idle'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'unreachable'
  | 'refused'
  | 'blocked'

export { LiveError }

/** Time that a connection may take to open, and again until the server's welcome, in milliseconds. */
const WELCOME_MILLISECONDS = 10_000

/** Closes after which a further try would meet the same answer. */
const FINAL_CODES: ReadonlySet<number> = new Set([
  CLOSE_CODES.wrongVersion,
  CLOSE_CODES.malformed,
  CLOSE_CODES.noTerminals,
])

/**
 * One page's connection to its server. It connects at the first need, reconnects by itself, and
 * resumes every open terminal at the byte where it stopped. Used by the page, the tests and every
 * other program that speaks the protocol.
 */
export class LiveClient {
  readonly #options: LiveClientOptions
  readonly #channels = new Map<number, TerminalChannel>()
  readonly #requests = new PendingRequests()
  /** Channels with input that is not known to have arrived. */
  readonly #owing = new Set<number>()
  readonly #liveness = new Liveness({
    ping: () => this.#send({ type: 'ping' }),
    stalled: () => {
      for (const id of this.#owing) this.#channels.get(id)?.stalled()
    },
    dead: () => this.#abandon(),
  })
  #socket: SocketLike | undefined
  #status: ConnectionStatus = 'idle'
  #nextId = 1
  #attempts = 0
  #timer: unknown
  /** What the server has told last. */
  #sandbox: SandboxStatus = { state: 'none' }
  /** Sent with the next connection. */
  #resetWanted: Extract<ClientMessage, { type: 'reset' }> | undefined
  /** Sent with the next connection, where one is made: the place is kept until then. */
  #leaveWanted = false
  #reached: PromiseWithResolvers<void> | undefined
  #isDisposed = false
  #stays = false

  constructor(options: LiveClientOptions) {
    this.#options = options
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /**
   * Connects where there is no connection. Once it resolves, the sandbox's status has been told.
   * @throws {LiveError} when the server cannot be reached.
   */
  reach(): Promise<void> {
    if (this.#status === 'connected') return Promise.resolve()
    this.#reached ??= Promise.withResolvers()
    this.#connectSoon()
    return this.#reached.promise
  }

  /** Opens a terminal, or attaches to it when it lives. Failures arrive by `events.onError`. */
  open(request: TerminalRequest, events: TerminalEvents): TerminalChannel {
    const channel = new TerminalChannel(this.#nextId++, request, events, {
      send: (message) => this.#send(message),
      sendInput: (frame) => this.#socket?.send(frame),
      owes: (id, isOwed) => {
        if (isOwed) this.#owing.add(id)
        else this.#owing.delete(id)
        this.#liveness.isOwed = this.#owing.size > 0
      },
      forget: (id) => this.#channels.delete(id),
    })
    this.#channels.set(channel.id, channel)
    if (this.#status === 'connected') channel.connected()
    else this.#connectSoon()
    return channel
  }

  /**
   * Runs a command silently in the reader's sandbox.
   * @throws {LiveError} when the server cannot be reached or the command cannot be started.
   */
  async exec(
    command: string,
    { directory: wanted, ...options }: ExecOptions = {},
  ): Promise<ExecResult> {
    const directory = usablePath(wanted)
    const {
      type: _,
      request: __,
      ...result
    } = await this.#ask({
      type: 'exec',
      request: this.#nextId++,
      command,
      ...(directory !== undefined && { directory }),
      ...options,
    })
    return result
  }

  /**
   * Asks for an address that opens what a container publishes on a port, once and soon.
   * @throws {LiveError} when the server cannot be reached or has no addresses for that.
   */
  async preview(port: number): Promise<string> {
    const { address } = await this.#ask({ type: 'preview', request: this.#nextId++, port })
    return address
  }

  /**
   * Throws away the sandbox that the reader has now; every open terminal ends. A fresh one, which
   * another page has asked for meanwhile, stays.
   */
  reset(): void {
    const sandbox = this.#sandbox.state === 'ready' ? this.#sandbox.id : undefined
    const message = { type: 'reset', ...(sandbox !== undefined && { sandbox }) } as const
    if (this.#status === 'connected') {
      this.#send(message)
    } else {
      this.#resetWanted = message
      this.#connectSoon()
    }
  }

  /**
   * Gives up the reader's place in the queue; every terminal that waits for it ends. A sandbox that has
   * become ready in the meantime stays.
   */
  leaveQueue(): void {
    if (this.#status === 'connected') this.#send({ type: 'leave-queue' })
    else this.#leaveWanted = true
  }

  /** Puts off the end of the sandbox that is announced. */
  extend(): void {
    if (this.#status === 'connected') this.#send({ type: 'extend' })
  }

  /** Stays connected from now on, whether or not anything of the page needs it. */
  stay(): void {
    this.#stays = true
    if (this.#status === 'idle') this.#connectSoon()
  }

  /** Tells the workshop something, where the page is connected: what is not told is told anew then. */
  tellWorkshop(act: WorkshopAct): void {
    if (this.#status === 'connected') this.#send({ type: 'workshop', act })
  }

  /**
   * Finds out whether the connection is still good, or makes a new one now: the network, or the page,
   * has come back from somewhere.
   */
  check(): void {
    if (this.#status === 'connected') this.#liveness.check()
    else if (this.#status === 'reconnecting') this.#connectSoon()
  }

  /** Ends the connection for good; the shells go on for a while on the server. */
  dispose(): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
    this.#liveness.stop()
    const sentence = this.#options.sentenceOf('disposed')
    this.#requests.refuseAll(sentence)
    this.#reached?.reject(new LiveError(sentence))
    this.#reached = undefined
    this.#channels.clear()
    const socket = this.#socket
    this.#socket = undefined
    socket?.close(1000)
  }

  #ask<Type extends 'exec' | 'preview'>(
    message: Extract<ClientMessage, { type: Type }>,
  ): Promise<Answers[Type]> {
    const answer = this.#requests.add(message)
    if (this.#status === 'connected') this.#send(message)
    else this.#connectSoon()
    return answer
  }

  #connectSoon(): void {
    if (this.#socket !== undefined || this.#isDisposed) return
    clearTimeout(this.#timer)
    this.#connect()
  }

  #connect(): void {
    if (this.#status !== 'reconnecting') this.#setStatus('connecting')
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
      if (socket !== this.#socket) return
      const token = this.#options.token.load()
      this.#send({ type: 'hello', version: PROTOCOL_VERSION, ...(token && { token }) })
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#abandon(), WELCOME_MILLISECONDS)
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

  /**
   * Gives the connection up without the other side: a browser waits for its closing frame, for up to a
   * minute.
   */
  #abandon(): void {
    const socket = this.#socket
    this.#closed(NO_CLOSE_CODE)
    socket?.close()
  }

  #receive(data: unknown): void {
    this.#liveness.heard()
    if (data instanceof ArrayBuffer) {
      const frame = decodeOutput(new Uint8Array(data))
      if (frame?.channel === FOLLOW_CHANNEL) this.#options.onFollowed?.(frame)
      else if (frame) this.#channels.get(frame.channel)?.output(frame)
      return
    }
    const message = typeof data === 'string' ? parseMessage(serverMessage, data) : undefined
    if (message) this.#dispatch(message)
  }

  #dispatch(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcomed(message)
        return
      case 'sandbox':
        this.#tellSandbox(message.status)
        return
      case 'notice':
        this.#options.onNotice?.(message.notice)
        return
      case 'usage':
        this.#options.onUsage?.(message.usage)
        return
      case 'hub':
        this.#options.onHub?.(message.status)
        return
      case 'opened':
        this.#channels.get(message.channel)?.opened(message)
        return
      case 'taken':
        this.#channels.get(message.channel)?.taken(message)
        return
      case 'size':
        this.#channels.get(message.channel)?.sized(message)
        return
      case 'exited': {
        const { channel, status, signal } = message
        this.#channels.get(channel)?.exited({ status, signal })
        return
      }
      case 'exec-result':
      case 'preview':
        this.#requests.answer(message)
        return
      case 'ports':
        this.#options.onPorts?.(message.ports)
        return
      case 'workshop':
        this.#options.onWorkshop?.(message.news)
        return
      case 'error':
        if (message.channel !== undefined) {
          this.#channels.get(message.channel)?.failed(this.#options.sentenceOf(message.code))
        }
        if (message.request !== undefined) {
          this.#requests.refuse(message.request, this.#options.sentenceOf(message.code))
        }
        return
      case 'pong':
        return
    }
  }

  #welcomed({ token, sandbox, hub }: Extract<ServerMessage, { type: 'welcome' }>): void {
    clearTimeout(this.#timer)
    this.#attempts = 0
    this.#options.token.save(token)
    this.#setStatus('connected')
    this.#liveness.start()
    // Before anything is asked of it: whoever opens a terminal may want to know.
    this.#tellSandbox(sandbox)
    this.#options.onHub?.(hub)
    this.#reached?.resolve()
    this.#reached = undefined
    if (this.#resetWanted) this.#send(this.#resetWanted)
    if (this.#leaveWanted) this.#send({ type: 'leave-queue' })
    this.#resetWanted = undefined
    this.#leaveWanted = false
    for (const channel of this.#channels.values()) channel.connected()
    for (const message of this.#requests.messages) this.#send(message)
  }

  #tellSandbox(status: SandboxStatus): void {
    this.#sandbox = status
    this.#options.onSandbox?.(status)
  }

  #closed(code: number): void {
    clearTimeout(this.#timer)
    this.#liveness.stop()
    this.#socket = undefined
    const wasConnected = this.#status === 'connected' || this.#status === 'reconnecting'
    if (code === CLOSE_CODES.tokenRefused) {
      // The shells of that session are gone with it; whoever asks next gets a new session.
      this.#options.token.save(undefined)
      for (const channel of this.#channels.values()) {
        channel.sessionEnded(this.#options.sentenceOf('terminal-gone'))
      }
    }
    // A silent command that was under way may have run: to run it again is not ours to decide.
    if (this.#status === 'connected') {
      this.#requests.refuseAll(this.#options.sentenceOf('lost'))
    }
    for (const channel of this.#channels.values()) channel.disconnected()
    if (FINAL_CODES.has(code)) {
      const status = code === CLOSE_CODES.noTerminals ? 'unreachable' : 'refused'
      this.#giveUp(closeName(code) ?? 'unreachable', status)
    } else if (!this.#isNeeded) {
      this.#setStatus('idle')
    } else if (wasConnected || (code === CLOSE_CODES.tokenRefused && this.#attempts === 0)) {
      this.#setStatus('reconnecting')
      this.#timer = setTimeout(() => this.#connect(), backoffMilliseconds(this.#attempts++))
    } else {
      const status = code === CLOSE_CODES.blocked ? 'blocked' : 'unreachable'
      this.#giveUp(closeName(code) ?? 'unreachable', status)
    }
  }

  get #isNeeded(): boolean {
    const isAsked = this.#channels.size + this.#requests.size > 0
    return this.#stays || isAsked || !!this.#resetWanted || !!this.#reached
  }

  #giveUp(failure: Failure, status: 'unreachable' | 'refused' | 'blocked'): void {
    const sentence = this.#options.sentenceOf(failure)
    this.#attempts = 0
    this.#resetWanted = undefined
    this.#leaveWanted = false
    this.#setStatus(status)
    this.#requests.refuseAll(sentence)
    this.#reached?.reject(new LiveError(sentence))
    this.#reached = undefined
    for (const channel of [...this.#channels.values()]) channel.failed(sentence)
  }

  #setStatus(status: ConnectionStatus): void {
    if (status === this.#status) return
    this.#status = status
    this.#options.onConnection?.(status)
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message))
  }
}
