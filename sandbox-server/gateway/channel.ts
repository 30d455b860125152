import { FRAME_HEADER_BYTES, writeOutputHeader } from '../../protocol/frames.ts'
import type { ClientMessage, ServerMessage, SignalName } from '../../protocol/messages.ts'
import type { Session } from '../sessions/session.ts'
import { SessionError } from '../sessions/session-error.ts'
import type { CellSize } from '../sessions/terminal-size.ts'
import type { Terminal } from '../sessions/terminals/terminal.ts'
import type { Shell } from '../sessions/terminals/terminals.ts'

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
  #shell: Shell | undefined
  #terminal: Terminal | undefined
  #watch: ReturnType<Terminal['watch']> | undefined
  #isOver = false
  #isClosed = false

  constructor(session: Session, request: Open, link: ChannelLink) {
    this.#session = session
    this.#request = request
    this.#link = link
  }

  /** @throws {SessionError} when the terminal cannot be had. */
  async open(): Promise<void> {
    this.#session.touch()
    if (this.#session.adopting) {
      await this.#session.adopting
      if (this.#isOver) return this.#isClosed ? this.#closeUnseen() : undefined
    }
    const { shell, resumed } = this.#find()
    this.#shell = shell
    const terminal = await shell.terminal
    if (this.#isOver) return
    this.#terminal = terminal
    const { channel, writer, columns, rows, from, claim } = this.#request
    this.#watch = terminal.watch(
      {
        writer,
        headroom: FRAME_HEADER_BYTES,
        output: (offset, frame) => {
          writeOutputHeader(frame, channel, offset)
          return this.#link.sendOutput(frame)
        },
        taken: (offset, again) => this.#link.send({ type: 'taken', channel, offset, again }),
        size: (size) => this.#link.send({ type: 'size', channel, ...size }),
        exited: (exit) => {
          this.#link.closed()
          this.#link.send({ type: 'exited', channel, ...exit })
        },
      },
      { columns, rows },
      { from, claims: claim },
    )
    const { offset, end, taken, size } = this.#watch
    this.#link.send({
      type: 'opened',
      channel,
      shell: shell.id,
      secret: shell.secret,
      offset,
      end,
      resumed,
      taken,
      ...size,
    })
    this.#watch.begin()
  }

  /** @param offset bytes that were typed here before these, over all connections. */
  input(offset: number, bytes: Uint8Array): void {
    this.#session.touch()
    this.#watch?.type(offset, bytes)
  }

  /** @param size of the page's screen, in character cells. */
  resize(size: CellSize): void {
    this.#watch?.resize(size)
  }

  /** Takes the terminal's size over. @param size of the page's screen, in character cells. */
  claim(size: CellSize): void {
    this.#session.touch()
    this.#watch?.claim(size)
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

  /**
   * Stops to watch.
   * @param ifUnwatched what becomes of a shell that nobody else watches: it goes on by default.
   */
  leave(ifUnwatched?: 'close'): void {
    this.#isOver = true
    this.#watch?.stop()
    if (ifUnwatched === 'close' && !this.#terminal?.isWatched) this.#endShell()
  }

  /** Ends the shell. */
  close(): void {
    this.leave()
    this.#isClosed = true
    this.#endShell()
  }

  /** Ends a shell that was closed before it was taken over from an earlier server. */
  #closeUnseen(): void {
    const { terminal, shell } = this.#request
    this.#shell = this.#session.terminals.find(terminal, shell)
    this.#endShell()
  }

  #endShell(): void {
    if (this.#shell) this.#session.terminals.close(this.#shell)
  }

  #find(): { shell: Shell; resumed: boolean } {
    const { terminals } = this.#session
    const { terminal: name, columns, rows, directory, from, shell: id } = this.#request
    if (from === undefined) return terminals.open(name, { columns, rows }, directory)
    const shell = terminals.find(name, id)
    if (shell === undefined) throw new SessionError('terminal-gone')
    return { shell, resumed: true }
  }
}
