import { encodeInput, type OutputFrame } from './frames.ts'
import { ACKNOWLEDGE_BYTES } from './limits.ts'
import type { ClientMessage, SignalName } from './messages.ts'
import { usablePath } from './path.ts'
import { ERROR_SENTENCES } from './sentences.ts'

export interface TerminalRequest {
  /** Names the terminal within the sandbox, such as `docker-basics/block-1`. */
  readonly terminal: string
  readonly columns: number
  readonly rows: number
  /** Where a new shell starts; the home directory by default. */
  readonly directory?: string
  /** Only a shell that lives already: there is an error where it does not. */
  readonly resume?: boolean
}

export interface TerminalEvents {
  /** The shell is there. Output before the offset `end` is from before this moment. */
  readonly onOpened?: (opened: { resumed: boolean; end: number }) => void
  /**
   * Call `consumed` when the bytes were dealt with: the server sends only so far ahead. `offset`
   * is that of the first byte.
   */
  readonly onOutput: (bytes: Uint8Array, consumed: () => void, offset: number) => void
  /** That many bytes between the last output and the next were not kept by the server. */
  readonly onCut?: (bytes: number) => void
  readonly onExit?: (exit: { status: number | null; signal: string | null }) => void
  /** The terminal could not be opened or resumed; `sentence` is for the reader. */
  readonly onError?: (sentence: string) => void
}

/** Input typed while the line is down is kept up to this length, in UTF-16 units. */
const MAXIMUM_HELD_INPUT = 64 * 1024

/** Nobody listens any more. */
const SILENCE: TerminalEvents = { onOutput: (_, consumed) => consumed() }

interface Link {
  send(message: ClientMessage): void
  sendInput(frame: Uint8Array<ArrayBuffer>): void
  forget(id: number): void
}

/** One terminal as its client holds it, across as many connections as it takes. */
export class TerminalChannel {
  readonly id: number
  readonly #request: TerminalRequest
  #events: TerminalEvents
  readonly #link: Link
  #size: { columns: number; rows: number }
  #state: 'waiting' | 'open' | 'interrupted' | 'closing' | 'done' = 'waiting'
  /** Offset of the next byte; undefined while the terminal may still be a new one. */
  #received: number | undefined
  #announced = false
  #consumed = 0
  #acknowledged = 0
  #held = ''
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

  /** Types into the terminal. What is typed while the line is down is sent when it is back. */
  write(data: string): void {
    if (this.#state === 'done') return
    if (this.#state !== 'open') {
      this.#held = (this.#held + data).slice(0, MAXIMUM_HELD_INPUT)
      return
    }
    for (const frame of encodeInput(this.id, data)) this.#link.sendInput(frame)
  }

  /** Tells the terminal its new size, in character cells. */
  resize(columns: number, rows: number): void {
    if (columns === this.#size.columns && rows === this.#size.rows) return
    this.#size = { columns, rows }
    if (this.#state === 'open') {
      this.#link.send({ type: 'resize', channel: this.id, columns, rows })
    }
  }

  /** Sends a signal to what runs in the foreground. */
  signal(signal: SignalName): void {
    if (this.#state === 'open') this.#link.send({ type: 'signal', channel: this.id, signal })
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

  /** The connection stands: opens, resumes or closes. Called by the client. */
  connected(): void {
    const { terminal } = this.#request
    const directory = usablePath(this.#request.directory)
    const { columns, rows } = this.#size
    const isClosing = this.#state === 'closing'
    const from = this.#received ?? (isClosing ? 0 : undefined)
    this.#asked = 'now'
    this.#link.send({
      type: 'open',
      channel: this.id,
      terminal,
      columns,
      rows,
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
  }

  /** The session is over, and with it every shell that was open. Called by the client. */
  sessionEnded(): void {
    if (this.#received !== undefined) this.failed(ERROR_SENTENCES['terminal-gone'])
  }

  /** The server's answer to `open`. Called by the client. */
  opened(answer: { shell: string; offset: number; end: number; resumed: boolean }): void {
    if (this.#state === 'done') return
    const { shell, offset, end, resumed } = answer
    this.#shell = shell
    this.#cutTo(offset)
    this.#state = 'open'
    this.#acknowledged = offset
    if (!this.#announced) this.#events.onOpened?.({ resumed, end })
    this.#announced = true
    const held = this.#held
    this.#held = ''
    if (held) this.write(held)
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
    this.#link.forget(this.id)
  }

  #cutTo(offset: number): void {
    const cut = offset - (this.#received ?? 0)
    if (cut > 0) this.#events.onCut?.(cut)
    this.#received = offset
  }

  #consume(offset: number): void {
    this.#consumed = Math.max(this.#consumed, offset)
    if (this.#state !== 'open' || this.#consumed - this.#acknowledged < ACKNOWLEDGE_BYTES) return
    this.#acknowledged = this.#consumed
    this.#link.send({ type: 'acknowledge', channel: this.id, offset: this.#consumed })
  }
}
