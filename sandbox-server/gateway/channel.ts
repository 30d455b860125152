import { OUTPUT_HEADER_BYTES, writeOutputHeader } from '../../protocol/frames.ts'
import type { ClientMessage, ServerMessage, SignalName } from '../../protocol/messages.ts'
import type { Session } from '../sessions/session.ts'
import { SessionError } from '../sessions/session-error.ts'
import type { Terminal } from '../sessions/terminal.ts'
import type { Shell } from '../sessions/terminals.ts'

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

  constructor(session: Session, request: Open, link: ChannelLink) {
    this.#session = session
    this.#request = request
    this.#link = link
  }

  /** @throws {SessionError} when the terminal cannot be had. */
  async open(): Promise<void> {
    this.#session.touch()
    const { shell, resumed } = this.#find()
    this.#shell = shell
    const terminal = await shell.terminal
    if (this.#isOver) return
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
    this.#link.send({ type: 'opened', channel, shell: shell.id, offset, end, resumed })
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
