import { OUTPUT_HEADER_BYTES, writeOutputHeader } from '../../protocol/frames.ts'
import type { ClientMessage, ServerMessage, SignalName } from '../../protocol/messages.ts'
import type { Session } from '../sessions/session.ts'
import { SessionError } from '../sessions/session-error.ts'
import type { Terminal } from '../sessions/terminal.ts'

type Open = Extract<ClientMessage, { type: 'open' }>

export interface ChannelLink {
  send(message: ServerMessage): void
  /** @returns whether more may follow at once; else `Channel.resume` is called when it may. */
  sendOutput(frame: Uint8Array): boolean
  /** The channel's number is free again. */
  closed(): void
}

/** One block of one page: watches one terminal of the reader's session. */
export class Channel {
  readonly #session: Session
  readonly #link: ChannelLink
  readonly #request: Open
  #terminal: Terminal | undefined
  #watch: ReturnType<Terminal['watch']> | undefined
  #over: 'no' | 'left' | 'closed' = 'no'

  constructor(session: Session, request: Open, link: ChannelLink) {
    this.#session = session
    this.#request = request
    this.#link = link
  }

  /** @throws {SessionError} when the terminal cannot be had. */
  async open(): Promise<void> {
    const { terminal, resumed } = await this.#find()
    if (this.#over === 'closed') this.#session.close(this.#request.terminal, terminal)
    if (this.#over !== 'no') return
    this.#terminal = terminal
    const { channel, columns, rows, from } = this.#request
    if (resumed) terminal.resize(columns, rows)
    this.#watch = terminal.watch(
      {
        headroom: OUTPUT_HEADER_BYTES,
        output: (offset, frame) => {
          writeOutputHeader(frame, channel, offset)
          return this.#link.sendOutput(frame)
        },
        exited: (exit) => {
          this.#link.closed()
          this.#link.send({ type: 'exited', channel, ...exit })
        },
      },
      from,
    )
    const { offset, end } = this.#watch
    this.#link.send({ type: 'opened', channel, offset, end, resumed })
    this.#watch.begin()
  }

  input(bytes: Uint8Array): void {
    this.#session.touch()
    this.#terminal?.write(bytes)
  }

  resize(columns: number, rows: number): void {
    this.#terminal?.resize(columns, rows)
  }

  acknowledge(offset: number): void {
    this.#watch?.acknowledge(offset)
  }

  /** There is room for output again. */
  resume(): void {
    this.#watch?.resume()
  }

  signal(signal: SignalName): void {
    this.#session.touch()
    this.#terminal?.signal(signal)
  }

  /** Stops to watch; the shell goes on. */
  leave(): void {
    this.#over = 'left'
    this.#watch?.stop()
  }

  /** Ends the shell. */
  close(): void {
    this.#over = 'closed'
    this.#watch?.stop()
    if (this.#terminal) this.#session.close(this.#request.terminal, this.#terminal)
  }

  async #find(): Promise<{ terminal: Terminal; resumed: boolean }> {
    const { terminal: name, columns, rows, directory, from } = this.#request
    if (from === undefined) return this.#session.open(name, { columns, rows }, directory)
    const living = await this.#session.living(name)
    if (living === undefined) throw new SessionError('terminal-gone')
    return { terminal: living, resumed: true }
  }
}
