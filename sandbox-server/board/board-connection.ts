import { isDeepStrictEqual } from 'node:util'
import type { WebSocket } from 'ws'
import {
  type BoardClientMessage,
  type BoardServerMessage,
  boardClientMessage,
  type MachineLevels,
  type WorkshopPlan,
} from '../../protocol/board-messages.ts'
import { BOARD_VERSION } from '../../protocol/limits.ts'
import { parseMessage } from '../../protocol/messages.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import type { Session } from '../sessions/session.ts'
import { boardPlan } from '../workshops/plan-text.ts'
import type { Seat } from '../workshops/seat.ts'
import type { Workshop } from '../workshops/workshop.ts'
import { WorkshopError } from '../workshops/workshop-error.ts'
import type { Workshops } from '../workshops/workshops.ts'
import { act } from './board-acts.ts'
import { BoardScreens } from './board-screens.ts'

/** Time that a board has for its hello, in milliseconds. */
const HELLO_MILLISECONDS = 10_000

/**
 * What a board may ask: a host who moves the mouse in a terminal does not do as much. What is more is a
 * program, and would keep the server from its readers.
 */
const MESSAGE_RATE = { perSecond: 200, burst: 2000 }

/** How often changes are told, and the machine's levels, in milliseconds. */
const TELL_MILLISECONDS = 250
const MACHINE_MILLISECONDS = 2000

/** A line with more than that many bytes unsent is slow: what is newer waits, and is told at once later. */
const SLOW_BYTES = 256 * 1024

export interface BoardConnectionOptions {
  readonly socket: WebSocket
  /** Bytes that it has carried to the board by now. */
  readonly sent: () => number
  readonly workshops: Workshops
  /** By their names. */
  readonly courses: readonly string[]
  /** The site's address as its readers open it, where that was set. */
  readonly site: string | undefined
  readonly machine: () => MachineLevels
  /** Told of an error that nobody expected. */
  readonly onFault: (error: unknown) => void
}

/** One board: tells what has changed of the workshop that it watches, and does what its host asks. */
export class BoardConnection {
  readonly #options: BoardConnectionOptions
  readonly #watching = new DisposableStack()
  readonly #messages = new TokenBucket(MESSAGE_RATE)
  readonly #helloTimer: NodeJS.Timeout
  #host: string | undefined
  #token = ''
  #workshop: Workshop | undefined
  #unwatch: DisposableStack | undefined
  /** The token of the host's own session in the browser of the board, and the session. */
  #reader: string | undefined
  #session: Session | undefined
  #screens: BoardScreens | undefined
  /** What has changed since it was told last. */
  readonly #seats = new Set<Seat>()
  #isListStale = false
  #isWorkshopStale = false
  #machineToldAt = 0
  /** Of the workshop that is watched. */
  #toldPlan: WorkshopPlan | undefined

  constructor(options: BoardConnectionOptions) {
    this.#options = options
    const { socket, workshops } = options
    this.#helloTimer = setTimeout(() => this.close('helloLate'), HELLO_MILLISECONDS)
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    socket.once('close', () => this.#stop())
    this.#watching.defer(
      workshops.changes.subscribe(() => {
        this.#isListStale = true
      }),
    )
  }

  /** Says why, tells nothing more, and does nothing more of what is asked, whatever the other side does. */
  close(name: keyof typeof CLOSE): void {
    const { code, sentence } = CLOSE[name]
    this.#options.socket.close(code, sentence)
    this.#stop()
  }

  #stop(): void {
    clearTimeout(this.#helloTimer)
    this.#unwatch?.dispose()
    this.#screens?.[Symbol.dispose]()
    this.#watching.dispose()
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const { socket } = this.#options
    if (socket.readyState !== socket.OPEN) return
    const message = isBinary ? undefined : parseMessage(boardClientMessage, data.toString('utf8'))
    this.#hear(message).catch((error: unknown) => {
      this.#options.onFault(error)
      this.close('internal')
    })
  }

  async #hear(message: BoardClientMessage | undefined): Promise<void> {
    if (!this.#messages.take(1)) return this.close('tooFast')
    if (message === undefined) return this.close('malformed')
    const isKnown = this.#host !== undefined
    if ((message.type === 'hello') === isKnown) return this.close('outOfOrder')
    if (isKnown && !this.#isStillHost()) return
    switch (message.type) {
      case 'hello':
        this.#reader = message.reader
        return this.#enter(message.version, message.token)
      case 'watch':
        return this.#watch(message.workshop)
      case 'terminals':
        return this.#tellTerminals(message.reader)
      case 'do':
        return this.#do(message)
      case 'ping':
        this.#send({ type: 'pong' })
        return
      case 'view':
        this.#screens?.view(message.seats)
        return
      case 'type':
        this.#workshop?.looks.type(this.#host as string, message.look, message.text)
        return
    }
  }

  async #enter(version: number, token: string): Promise<void> {
    clearTimeout(this.#helloTimer)
    if (version !== BOARD_VERSION) return this.close('wrongVersion')
    const { workshops, courses, site } = this.#options
    const host = workshops.hostOf(token)
    if (host === undefined) return this.close('tokenRefused')
    this.#host = host
    this.#token = token
    this.#send({
      type: 'welcome',
      version: BOARD_VERSION,
      host,
      workshops: [...workshops.all].map(({ entry }) => entry),
      troubles: [...workshops.troubles],
      now: Date.now(),
      courses: [...courses],
      ...(site !== undefined && { site }),
    })
    const timer = setInterval(() => {
      try {
        this.#tell()
      } catch (error) {
        this.#options.onFault(error)
        this.close('internal')
      }
    }, TELL_MILLISECONDS)
    this.#watching.defer(() => clearInterval(timer))
  }

  /** A token that was renewed meanwhile, by whichever program, closes the boards that had it. */
  #isStillHost(): boolean {
    const { workshops } = this.#options
    const host = this.#host as string
    if (workshops.hostOf(this.#token) === host) return true
    this.close('tokenRefused')
    workshops.revoked(host)
    return false
  }

  #watch(name: string): void {
    const workshop = [...this.#options.workshops.all].find((one) => one.name === name)
    if (workshop === undefined) return
    this.#unwatch?.dispose()
    this.#unwatch = new DisposableStack()
    this.#unwatch.use(workshop.lead.hosts.boardOpened(this.#host as string))
    this.#workshop = workshop
    void this.#findSession().catch(this.#options.onFault)
    this.#seats.clear()
    this.#toldPlan = undefined
    this.#isWorkshopStale = false
    const unsubscribe = workshop.changes.subscribe((change) => {
      if (change === 'workshop') this.#isWorkshopStale = true
      else if ('seat' in change) this.#seats.add(change.seat)
      else this.#send({ type: 'actions', actions: [change.action], isWhole: false })
    })
    this.#unwatch.defer(unsubscribe)
    this.#sendWorkshop(workshop)
    const seats = [...workshop.seats].map(({ shown }) => shown)
    this.#send({ type: 'seats', seats, isWhole: true })
    this.#send({ type: 'actions', actions: workshop.actions, isWhole: true })
    this.#showScreens(workshop)
  }

  #showScreens(workshop: Workshop): void {
    const { socket, sent, workshops, onFault } = this.#options
    this.#screens?.[Symbol.dispose]()
    this.#screens = new BoardScreens({
      host: this.#host as string,
      workshop,
      pictures: workshops.pictures,
      line: {
        send: (message) => this.#send(message),
        sendFrame: (frame) => socket.send(frame),
        get unsent() {
          return socket.bufferedAmount
        },
        get sent() {
          return sent()
        },
      },
      onFault,
    })
  }

  /** What is old by now was never sent: each seat is told as it is at this moment. */
  #tell(): void {
    const { socket, workshops, machine } = this.#options
    const isMachineDue = performance.now() - this.#machineToldAt >= MACHINE_MILLISECONDS
    // First: a board that reads nothing of what it is sent may be one that should not be open.
    if (isMachineDue && !this.#isStillHost()) return
    if (socket.bufferedAmount > SLOW_BYTES) return
    if (this.#isListStale) {
      this.#isListStale = false
      const entries = [...workshops.all].map(({ entry }) => entry)
      const troubles = [...workshops.troubles]
      this.#send({ type: 'workshops', workshops: entries, troubles })
    }
    if (this.#workshop && this.#isWorkshopStale) {
      this.#isWorkshopStale = false
      this.#sendWorkshop(this.#workshop)
    }
    if (this.#workshop && this.#seats.size > 0) this.#sendSeats(this.#workshop)
    if (!isMachineDue) return
    this.#machineToldAt = performance.now()
    this.#send({ type: 'machine', machine: machine() })
  }

  /** Nothing is told of a reader who was deleted: the board forgets those whom a whole list lacks. */
  #sendSeats(workshop: Workshop): void {
    const isWhole = [...this.#seats].some((seat) => !workshop.holds(seat))
    const seats = [...(isWhole ? workshop.seats : this.#seats)].map(({ shown }) => shown)
    this.#seats.clear()
    this.#send({ type: 'seats', seats, isWhole })
  }

  #sendWorkshop(workshop: Workshop): void {
    const levels = this.#options.workshops.levelsOf(workshop)
    this.#send({ type: 'workshop', workshop: workshop.shown(levels) })
    const plan = boardPlan(workshop.plan)
    if (isDeepStrictEqual(plan, this.#toldPlan)) return
    this.#toldPlan = plan
    this.#send({ type: 'plan', workshop: workshop.name, plan })
  }

  async #tellTerminals(reader: string | undefined): Promise<void> {
    if (this.#workshop === undefined) return
    this.#reader = reader ?? this.#reader
    await this.#findSession()
    this.#send({ type: 'terminals', terminals: this.#session?.terminals.names ?? [] })
  }

  /** The pages of the host's own session are those of a host from now on. */
  async #findSession(): Promise<void> {
    const [host, workshop, reader] = [this.#host, this.#workshop, this.#reader]
    const token = this.#token
    if (!host || !workshop || !reader) return
    const { workshops, socket } = this.#options
    this.#session = await workshops.sessionOfReader(reader, workshop)
    // The board has closed meanwhile, or shows another workshop.
    if (socket.readyState !== socket.OPEN || workshop !== this.#workshop || !this.#session) return
    const isStillHost = () => workshops.hostOf(token) === host
    workshops.hostPages.claim(this.#session.id, { host, workshop, isStillHost })
  }

  async #do(message: Extract<BoardClientMessage, { type: 'do' }>): Promise<void> {
    const { request } = message
    const { workshops } = this.#options
    const host = this.#host as string
    try {
      if (message.act.act === 'plan') {
        await workshops.writePlan(message.workshop, message.act.isNew, message.act.plan)
        workshops.named(message.workshop).acted(host, message.act)
        this.#send({ type: 'done', request })
        return
      }
      if (message.act.act === 'invite') {
        const token = workshops.invite(host, message.act, message.workshop)
        this.#send({ type: 'done', request, answer: token })
        return
      }
      const workshop = workshops.named(message.workshop)
      workshop.acted(host, message.act)
      const answer = await act(message.act, { host, session: this.#session, workshop, workshops })
      this.#send({ type: 'done', request, ...(answer !== undefined && { answer }) })
    } catch (error) {
      if (!(error instanceof WorkshopError)) throw error
      const { message: sentence, field } = error
      this.#send({ type: 'refused', request, sentence, ...(field !== undefined && { field }) })
    }
  }

  /** @returns the length of the message, in bytes. */
  #send(message: BoardServerMessage): number {
    const { socket } = this.#options
    const text = JSON.stringify(message)
    if (socket.readyState === socket.OPEN) socket.send(text)
    return Buffer.byteLength(text)
  }
}
