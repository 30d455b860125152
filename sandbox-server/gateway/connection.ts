import type { CloseName } from '../../protocol/close-codes.ts'
import { decodeInput, type InputFrame } from '../../protocol/frames.ts'
import { MAXIMUM_CHANNELS, PROTOCOL_VERSION } from '../../protocol/limits.ts'
import {
  type ClientMessage,
  clientMessage,
  type ErrorCode,
  type HubStatus,
  parseMessage,
  type ServerMessage,
  type Usage,
} from '../../protocol/messages.ts'
import { CLOSE, ERROR_SENTENCES } from '../../protocol/sentences.ts'
import { type WorkshopNews, workshopAct } from '../../protocol/workshop-messages.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import type { Watched } from '../common/watched.ts'
import type { Observe } from '../observation/event.ts'
import type { Session, SessionWatcher } from '../sessions/session.ts'
import { SessionError } from '../sessions/session-error.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import { FRAME_BYTES } from '../sessions/terminals/terminal.ts'
import type { PageLink, WorkshopPage } from '../workshops/workshop-page.ts'
import type { Place } from './admission.ts'
import { Channel } from './channel.ts'
import { MAXIMUM_UNSENT_OUTPUT_BYTES, OutputGate } from './output-gate.ts'
import type { ReaderCount } from './reader-count.ts'
import type { Transport, TransportKind } from './transport.ts'

/** Time that a connection has for its hello, in milliseconds. */
const HELLO_MILLISECONDS = 10_000

/** Messages of one connection; acknowledgements of a fast print are some hundred a second. */
const MESSAGE_RATE = { perSecond: 1000, burst: 2000 }

/** Bytes of messages of one connection; a burst holds a large paste. */
const BYTE_RATE = { perSecond: 256 * 1024, burst: 4 * 1024 * 1024 }

/**
 * Unsent bytes at which a connection is given up: its client asks and never reads the answers. Each
 * channel may have sent one more frame before it waits.
 */
const MAXIMUM_UNSENT_BYTES =
  MAXIMUM_UNSENT_OUTPUT_BYTES + MAXIMUM_CHANNELS * FRAME_BYTES + 1024 * 1024

type Message<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>

/** @returns the address that opens a port for pages of an origin; undefined where there is none. */
export type PreviewAddress = (
  session: Session,
  port: number,
  page: string,
) => Promise<string | undefined>

/** What all connections have in common. */
export interface ConnectionCare {
  readonly observe: Observe
  /** What readers of a course are told of its hub. */
  readonly hubStatusOf: (course: string) => Watched<HubStatus>
  readonly previewAddress: PreviewAddress
  /** @returns undefined where the session takes part in no workshop. */
  readonly workshopPage: (session: Session, link: PageLink) => WorkshopPage | undefined
  /** Told of an error that nobody expected. */
  readonly onFault: (error: unknown) => void
}

export interface ConnectionOptions extends ConnectionCare {
  /** Whose page it is; empty where the server has one course. */
  readonly course: string
  readonly transport: Transport
  /** What the transport is at this moment. */
  readonly kind: () => TransportKind
  /** Origin of the page. */
  readonly page: string
  readonly sessions: SessionRegistry
  /** Of all connections. */
  readonly readers: ReaderCount
  /** Whoever made the connection gives it back at its end. */
  readonly place: Place
}

/** One page's connection: parses what arrives, and brings it to the reader's session. */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #channels = new Map<number, Channel>()
  readonly #messages = new TokenBucket(MESSAGE_RATE)
  readonly #bytes = new TokenBucket(BYTE_RATE)
  readonly #output: OutputGate
  readonly #helloTimer: NodeJS.Timeout
  /** The hello, once it came; what follows it waits for its end. */
  #hello: Promise<void> | undefined
  #session: Session | undefined
  #workshop: WorkshopPage | undefined
  readonly #watching = new DisposableStack()

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#output = new OutputGate(options.transport)
    this.#helloTimer = setTimeout(() => this.#end('helloLate'), HELLO_MILLISECONDS)
    options.transport.on('message', (frame, isBinary) => this.#receive(frame, isBinary))
    options.transport.on('close', (code) => this.#closed(code))
    options.observe({ kind: 'connected' })
  }

  #receive(bytes: Buffer, isBinary: boolean): void {
    if (this.#options.transport.readyState !== this.#options.transport.OPEN) return
    this.#options.observe({ kind: 'received', bytes: bytes.length })
    if (!this.#messages.take(1) || !this.#bytes.take(bytes.length)) {
      this.#end('tooFast')
      return
    }
    const message = isBinary
      ? decodeInput(bytes)
      : parseMessage(clientMessage, bytes.toString('utf8'))
    if (message === undefined) {
      this.#end('malformed')
      return
    }
    this.#handle(message).catch((error: unknown) => {
      this.#options.onFault(error)
      this.#end('internal')
    })
  }

  async #handle(message: ClientMessage | InputFrame): Promise<void> {
    const isHello = message.type === 'hello'
    if (isHello === (this.#hello !== undefined)) return this.#end('outOfOrder')
    if (isHello) {
      this.#hello = this.#enter(message)
      return this.#hello
    }
    await this.#hello
    if (this.#session) return this.#dispatch(this.#session, message)
  }

  async #dispatch(
    session: Session,
    message: Exclude<ClientMessage, Message<'hello'>> | InputFrame,
  ): Promise<void> {
    switch (message.type) {
      case 'open':
        return this.#open(session, message)
      case 'exec':
        return this.#exec(session, message)
      case 'preview':
        return this.#preview(session, message)
      case 'reset':
        return session.end('reset', message.sandbox)
      case 'leave-queue':
        return session.leaveQueue()
      case 'extend':
        return session.extend()
      case 'workshop':
        return this.#tellWorkshop(message.act)
      case 'ping':
        return this.#send({ type: 'pong' })
    }
    const channel = this.#channels.get(message.channel)
    // After its exit a channel may still be typed into: the client cannot know yet.
    if (channel === undefined) return this.#error('channel-unknown', { channel: message.channel })
    switch (message.type) {
      case 'input':
        return channel.input(message.offset, message.bytes)
      case 'resize':
        return channel.resize(message)
      case 'claim':
        return channel.claim(message)
      case 'acknowledge':
        return channel.acknowledge(message.offset)
      case 'signal':
        return channel.signal(message.signal)
      case 'leave':
        this.#channels.delete(message.channel)
        return channel.leave(message.ifUnwatched)
      case 'close':
        this.#channels.delete(message.channel)
        return channel.close()
    }
  }

  async #enter({ version, token }: Message<'hello'>): Promise<void> {
    clearTimeout(this.#helloTimer)
    if (version !== PROTOCOL_VERSION) return this.#end('wrongVersion')
    const { course, transport, kind, sessions, readers, place, observe } = this.#options
    const { address } = place
    const watcher: SessionWatcher = {
      // The welcome tells what was so before.
      sandbox: (status) => this.#session && this.#sandbox(status),
      notice: (notice) => this.#session && this.#send({ type: 'notice', notice }),
    }
    const entry = await sessions.enter(token, address, watcher, course)
    if (entry === undefined) return this.#end('tokenRefused')
    // A page that has closed in the meantime leaves no session behind.
    if (transport.readyState !== transport.OPEN) return entry.unwatch()
    this.#watching.defer(entry.unwatch)
    if (!entry.isHere()) return this.#end('tokenRefused')
    const { hasCountedPages, id } = entry.session
    // Who it is was not known before: until then it was one of its address.
    if (!hasCountedPages) place.release()
    const counted = readers.take(hasCountedPages ? address : undefined, id)
    if (typeof counted === 'string') return this.#end(counted)
    this.#watching.defer(counted)
    this.#session = entry.session
    observe({ kind: 'welcomed', session: entry.session.id, transport: kind() })
    const hubStatus = this.#options.hubStatusOf(course)
    this.#watching.defer(hubStatus.watch((status) => this.#send({ type: 'hub', status })))
    this.#send({
      type: 'welcome',
      version: PROTOCOL_VERSION,
      token: entry.token,
      sandbox: entry.session.status,
      hub: hubStatus.value,
    })
    const tellUsage = (usage: Usage | undefined) => usage && this.#send({ type: 'usage', usage })
    const { ports, usage } = entry.session
    tellUsage(usage.told.value)
    this.#watching.defer(usage.told.watch(tellUsage))
    this.#watching.defer(ports.watch((list) => this.#send({ type: 'ports', ports: [...list] })))
    this.#enterWorkshop(entry.session)
  }

  #enterWorkshop(session: Session): void {
    const { transport, workshopPage } = this.#options
    const hasRoom = () => transport.bufferedAmount < MAXIMUM_UNSENT_OUTPUT_BYTES
    this.#workshop = workshopPage(session, {
      get hasRoom() {
        return hasRoom()
      },
      tell: (news) => this.#send({ type: 'workshop', news }),
      sendFrame: (frame) => {
        const mayBeSent = hasRoom()
        if (mayBeSent && transport.readyState === transport.OPEN) transport.send(frame)
        return mayBeSent
      },
      close: () => this.#end('tokenRefused'),
    })
    if (this.#workshop) this.#watching.use(this.#workshop)
  }

  /** A page whose reader is no longer in the workshop does not know it, and is told. */
  #tellWorkshop(act: unknown): void {
    const { data } = workshopAct.safeParse(act)
    if (data === undefined) this.#end('malformed')
    else if (this.#workshop) this.#workshop.hear(data)
    else this.#send({ type: 'workshop', news: { news: 'none' } satisfies WorkshopNews })
  }

  async #open(session: Session, message: Message<'open'>): Promise<void> {
    const id = message.channel
    if (this.#channels.has(id)) return this.#deny('channel-in-use', { channel: id })
    if (this.#channels.size >= MAXIMUM_CHANNELS) {
      return this.#deny('channels-exhausted', { channel: id })
    }
    const channel: Channel = new Channel(session, message, {
      send: (answer) => this.#send(answer),
      sendOutput: (frame) => this.#sendOutput(channel, frame),
      closed: () => this.#release(id, channel),
    })
    this.#channels.set(id, channel)
    try {
      await channel.open()
    } catch (error) {
      if (this.#release(id, channel)) this.#refuse(error, { channel: id })
    }
  }

  async #exec(session: Session, message: Message<'exec'>): Promise<void> {
    const { request, command, ...options } = message
    try {
      const result = await session.exec(command, options)
      this.#send({ type: 'exec-result', request, ...result })
    } catch (error) {
      this.#refuse(error, { request })
    }
  }

  async #preview(session: Session, { request, port }: Message<'preview'>): Promise<void> {
    const address = await this.#options.previewAddress(session, port, this.#options.page)
    if (address === undefined) this.#error('preview-impossible', { request })
    else this.#send({ type: 'preview', request, address })
  }

  #sandbox(status: Session['status']): void {
    this.#send({ type: 'sandbox', status })
    if (status.state !== 'gone') return
    const code = status.reason === 'failed' ? 'sandbox-failed' : 'terminal-gone'
    for (const [id, channel] of this.#channels) {
      channel.leave()
      this.#release(id, channel)
      this.#error(code, { channel: id })
    }
  }

  #release(id: number, channel: Channel): boolean {
    return this.#channels.get(id) === channel && this.#channels.delete(id)
  }

  /** @throws what is not a refusal: somebody else's fault. */
  #refuse(error: unknown, about: { channel: number } | { request: number }): void {
    if (!(error instanceof SessionError)) throw error
    this.#deny(error.code, about)
  }

  #deny(code: ErrorCode, about: { channel: number } | { request: number }): void {
    this.#options.observe({ kind: 'refused', session: this.#session?.id, reason: code })
    this.#error(code, about)
  }

  #error(code: ErrorCode, about: { channel: number } | { request: number }): void {
    this.#send({ type: 'error', code, message: ERROR_SENTENCES[code], ...about })
  }

  #sendOutput(channel: Channel, frame: Uint8Array): boolean {
    this.#options.observe({ kind: 'sent', bytes: frame.length })
    return this.#output.send(channel, frame)
  }

  #send(message: ServerMessage): void {
    const { transport } = this.#options
    if (transport.readyState !== transport.OPEN) return
    if (transport.bufferedAmount > MAXIMUM_UNSENT_BYTES) {
      this.#end('tooSlow')
      return
    }
    const text = JSON.stringify(message)
    transport.send(text)
    this.#options.observe({ kind: 'sent', bytes: Buffer.byteLength(text) })
  }

  #end(name: CloseName): void {
    const { code, sentence } = CLOSE[name]
    this.#options.observe({ kind: 'refused', session: this.#session?.id, reason: name })
    this.#options.transport.close(code, sentence)
  }

  #closed(code: number): void {
    this.#options.observe({ kind: 'disconnected', session: this.#session?.id, code })
    clearTimeout(this.#helloTimer)
    for (const channel of this.#channels.values()) channel.leave()
    this.#channels.clear()
    this.#output.close()
    this.#watching.dispose()
  }
}
