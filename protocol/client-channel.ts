import { encodeInput, type OutputFrame } from './frames.ts'
import { ACKNOWLEDGE_BYTES, ACKNOWLEDGE_MILLISECONDS, FIRST_ACKNOWLEDGE_BYTES } from './limits.ts'
import type { ClientMessage, SignalName } from './messages.ts'
import { Outbox } from './outbox.ts'
import { usablePath } from './path.ts'

export interface TerminalRequest {
  /** Names the terminal within the sandbox, such as `docker-basics/block-1`. */
  readonly terminal: string
  readonly columns: number
  readonly rows: number
  /** Where a new shell starts; the home directory by default. */
  readonly directory?: string
  /** Only a shell that lives already: there is an error where it does not. */
  readonly resume?: boolean
  /** False leaves the size to whoever has it, if anyone. */
  readonly claim?: boolean
}

/** The size of a terminal, in character cells, and whether this channel decides it. */
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
  readonly owned: boolean
}

export interface TerminalEvents {
  /**
   * The shell is there. Output before the offset `end` is from before this moment. `secret`: the
   * shell's own marks have it.
   */
  readonly onOpened?: (opened: { resumed: boolean; end: number; secret: string }) => void
  /**
   * Call `consumed` when the bytes were dealt with: the server sends only so far ahead. `offset`
   * is that of the first byte.
   */
  readonly onOutput: (bytes: Uint8Array, consumed: () => void, offset: number) => void
  /** That many bytes between the last output and the next were not kept by the server. */
  readonly onCut?: (bytes: number) => void
  /** Told when the shell is there, and when somebody else changes the size or its owner. */
  readonly onSize?: (size: TerminalSize) => void
  /** That many typed characters wait for the connection; 0: none any more. */
  readonly onWaiting?: (characters: number) => void
  readonly onExit?: (exit: { status: number | null; signal: string | null }) => void
  /** The terminal could not be opened or resumed; `sentence` is for the reader. */
  readonly onError?: (sentence: string) => void
}

/** Keys that a PTY turns into signals for whatever has the terminal, in a container too. */
const SIGNAL_KEYS: Partial<Record<SignalName, string>> = { INT: '\x03', QUIT: '\x1c' }

/** Nobody listens any more. */
const SILENCE: TerminalEvents = { onOutput: (_, consumed) => consumed() }

interface Link {
  send(message: ClientMessage): void
  sendInput(frame: Uint8Array<ArrayBuffer>): void
  /** Something was typed that the shell is not known to have, or nothing is any more. */
  owes(id: number, isOwed: boolean): void
  forget(id: number): void
}

/** One terminal as its client holds it, across as many connections as it takes. */
export class TerminalChannel {
  readonly id: number
  readonly #writer = newWriter()
  readonly #request: TerminalRequest
  #events: TerminalEvents
  readonly #link: Link
  readonly #outbox = new Outbox()
  #size: { columns: number; rows: number }
  /** Undefined until the server has said it. */
  #owned: boolean | undefined
  #state: 'waiting' | 'open' | 'interrupted' | 'closing' | 'done' = 'waiting'
  /** Offset of the next byte; undefined while the terminal may still be a new one. */
  #received: number | undefined
  #announced = false
  #historyEnd = 0
  #consumed = 0
  #acknowledged = 0
  #acknowledgeBytes = FIRST_ACKNOWLEDGE_BYTES
  #timer: unknown
  #waiting = 0
  /** What was sent is not taken for longer than it should be. */
  #isStalled = false
  /** Which shell it is, once it is there. */
  #shell: string | undefined
  /** On which connection the server was asked for this terminal last. */
  #asked: 'never' | 'earlier' | 'now' = 'never'

  constructor(id: number, request: TerminalRequest, events: TerminalEvents, link: Link) {
    this.id = id
    this.#request = request
    this.#size = request
    this.#events = events
    this.#link = link
    if (request.resume) this.#received = 0
  }

  /** Output before this offset was printed while this client was not there. */
  get historyEnd(): number {
    return this.#historyEnd
  }

  /** How many typed characters wait for the connection. */
  get waiting(): number {
    return this.#waiting
  }

  /**
   * Types into the terminal. It is kept until the shell has it, over any number of connections.
   * @returns false where more waits already than is kept, and nothing was typed.
   */
  write(data: string): boolean {
    if (this.#state === 'done' || this.#state === 'closing') return false
    if (!this.#outbox.add(data)) return false
    this.#send()
    return true
  }

  /** Tells the terminal the size that this page has for it, in character cells. */
  resize(columns: number, rows: number): void {
    if (columns === this.#size.columns && rows === this.#size.rows) return
    this.#size = { columns, rows }
    if (this.#state === 'open') {
      this.#link.send({ type: 'resize', channel: this.id, columns, rows })
    }
  }

  /** Takes the terminal's size over from another page. */
  claim(): void {
    if (this.#owned !== false || this.#state !== 'open') return
    this.#owned = undefined
    const { columns, rows } = this.#size
    this.#link.send({ type: 'claim', channel: this.id, columns, rows })
  }

  /**
   * Sends a signal to what runs in the foreground. One that is a key takes the place of what was typed
   * before it and was not sent.
   */
  signal(signal: SignalName): void {
    const key = SIGNAL_KEYS[signal]
    if (key !== undefined) {
      this.#outbox.discard(this.#state === 'open')
      this.write(key)
    } else if (this.#state === 'open') {
      this.#link.send({ type: 'signal', channel: this.id, signal })
    }
  }

  /**
   * Stops watching; no event follows.
   * @param ifUnwatched what becomes of a shell that nobody else watches: it goes on by default.
   */
  leave(ifUnwatched?: 'close'): void {
    if (this.#state === 'done') return
    const leave = { type: 'leave', channel: this.id, ...(ifUnwatched && { ifUnwatched }) } as const
    if (this.#asked === 'now') this.#link.send(leave)
    this.#end()
  }

  /**
   * Ends the shell and all that runs in it, on the next connection where there is none now; no event
   * follows.
   */
  close(): void {
    if (this.#state === 'done') return
    this.#events = SILENCE
    if (this.#asked === 'earlier') {
      this.#state = 'closing'
      return
    }
    if (this.#asked === 'now') this.#link.send({ type: 'close', channel: this.id })
    this.#end()
  }

  /** There is a connection: opens, resumes or closes. Called by the client. */
  connected(): void {
    const { terminal, claim } = this.#request
    const directory = usablePath(this.#request.directory)
    const { columns, rows } = this.#size
    const isClosing = this.#state === 'closing'
    const from = this.#received ?? (isClosing ? 0 : undefined)
    const claims = this.#announced ? this.#owned !== false : claim !== false
    this.#asked = 'now'
    this.#link.send({
      type: 'open',
      channel: this.id,
      terminal,
      writer: this.#writer,
      columns,
      rows,
      ...(!claims && { claim: false }),
      ...(directory !== undefined && { directory }),
      ...(from !== undefined && { from }),
      ...(this.#shell !== undefined && { shell: this.#shell }),
    })
    if (isClosing) this.close()
  }

  /** The connection is lost. Called by the client. */
  disconnected(): void {
    if (this.#asked === 'now') this.#asked = 'earlier'
    if (this.#state === 'open') this.#state = 'interrupted'
    this.#isStalled = false
    this.#stopTimer()
    this.#link.owes(this.id, false)
    this.#tellWaiting()
  }

  /** Nothing was heard since something was typed. Called by the client. */
  stalled(): void {
    this.#isStalled = true
    this.#tellWaiting()
  }

  /** The session is over, and with it every shell that was open. Called by the client. */
  sessionEnded(sentence: string): void {
    if (this.#received !== undefined) this.failed(sentence)
  }

  /** The server's answer to `open`. Called by the client. */
  opened(
    answer: {
      shell: string
      secret: string
      offset: number
      end: number
      resumed: boolean
      taken: number
    } & TerminalSize,
  ): void {
    if (this.#state === 'done') return
    const { shell, secret, offset, end, resumed, taken } = answer
    this.#shell = shell
    this.#historyEnd = end
    this.#cutTo(offset)
    this.#state = 'open'
    this.#acknowledged = this.#consumed = offset
    this.#acknowledgeBytes = FIRST_ACKNOWLEDGE_BYTES
    this.#outbox.resume(taken, performance.now())
    this.sized(answer)
    if (!this.#announced) this.#events.onOpened?.({ resumed, end, secret })
    this.#announced = true
    this.#send()
  }

  /** Called by the client. */
  sized({ columns, rows, owned }: TerminalSize): void {
    this.#owned = owned
    this.#events.onSize?.({ columns, rows, owned })
    // It became this page's when the one that had it went.
    const { columns: own, rows: ownRows } = this.#size
    if (owned && this.#state === 'open' && (own !== columns || ownRows !== rows)) {
      this.#link.send({ type: 'resize', channel: this.id, columns: own, rows: ownRows })
    }
  }

  /** Called by the client. */
  taken({ offset, again }: { offset: number; again: boolean }): void {
    if (this.#state !== 'open') return
    this.#isStalled = false
    this.#outbox.taken(offset, performance.now())
    if (again) this.#outbox.again()
    this.#send()
  }

  /** Called by the client. */
  output({ offset, bytes }: OutputFrame): void {
    if (this.#state !== 'open') return
    this.#cutTo(offset)
    const end = offset + bytes.length
    this.#received = end
    this.#events.onOutput(bytes, () => this.#consume(end), offset)
  }

  /** Called by the client. */
  exited(exit: { status: number | null; signal: string | null }): void {
    if (this.#state === 'done') return
    this.#end()
    this.#events.onExit?.(exit)
  }

  /** Called by the client. */
  failed(sentence: string): void {
    if (this.#state === 'done') return
    this.#end()
    this.#events.onError?.(sentence)
  }

  #end(): void {
    this.#state = 'done'
    this.#stopTimer()
    this.#link.owes(this.id, false)
    this.#link.forget(this.id)
  }

  #send(): void {
    if (this.#state === 'open') {
      const now = performance.now()
      for (let piece = this.#outbox.next(now); piece; piece = this.#outbox.next(now)) {
        this.#link.sendInput(encodeInput(this.id, piece.offset, piece.bytes))
      }
      this.#link.owes(this.id, this.#outbox.bytes > 0)
    }
    this.#tellWaiting()
  }

  /** What is under way on a good connection does not wait. */
  #tellWaiting(): void {
    const isUnderWay = this.#state === 'open' && this.#outbox.isSent && !this.#isStalled
    const waiting = isUnderWay ? 0 : this.#outbox.characters
    if (waiting === this.#waiting) return
    this.#waiting = waiting
    this.#events.onWaiting?.(waiting)
  }

  #cutTo(offset: number): void {
    const cut = offset - (this.#received ?? 0)
    if (cut > 0) this.#events.onCut?.(cut)
    this.#received = offset
  }

  #consume(offset: number): void {
    this.#consumed = Math.max(this.#consumed, offset)
    const owed = this.#consumed - this.#acknowledged
    if (this.#state !== 'open' || owed === 0) return
    if (owed >= this.#acknowledgeBytes) this.#acknowledge()
    else this.#timer ??= setTimeout(() => this.#acknowledge(), ACKNOWLEDGE_MILLISECONDS)
  }

  #acknowledge(): void {
    this.#stopTimer()
    this.#acknowledgeBytes = Math.min(this.#acknowledgeBytes * 2, ACKNOWLEDGE_BYTES)
    this.#acknowledged = this.#consumed
    this.#link.send({ type: 'acknowledge', channel: this.id, offset: this.#consumed })
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

function newWriter(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
