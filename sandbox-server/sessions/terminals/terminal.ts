import type { Duplex } from 'node:stream'
import { SCROLLBACK_BYTES } from '../../../protocol/limits.ts'
import type { SignalName } from '../../../protocol/messages.ts'
import { SendWindow } from '../../../protocol/send-window.ts'
import { Countdown } from '../life/countdown.ts'
import { type CellSize, type SizeWatcher, TerminalSize } from '../terminal-size.ts'
import { OutputBuffer } from './output-buffer.ts'
import type { OutputPace } from './output-pace.ts'

/** Bytes sent to one watcher at a time. */
export const FRAME_BYTES = 32 * 1024

/** Keys that a PTY turns into signals for whatever has the terminal, in a container too. */
const SIGNAL_KEYS: Partial<Record<SignalName, string>> = { INT: '\x03', QUIT: '\x1c' }

/** Sizes and signals that wait while a shell cannot be reached. */
const MAXIMUM_WAITING = 64

/** How long the taking of a key may go untold: its echo goes first. Milliseconds. */
const TELL_TAKEN_MILLISECONDS = 10

/**
 * A shell on a PTY, which emits `taken` (writer, offset, again) when it has a writer's input, and `exit`
 * (status, signal) before it closes.
 */
export interface Pty extends Duplex {
  /** Bytes that it had printed before the first one that is read here. */
  readonly offset: number
  /** Bytes that it had printed when it was attached to: they come first. */
  readonly seam: number
  /** How many bytes of a writer's input it has. */
  taken(writer: string): number
  /** Types what a writer has typed after `offset` bytes, each byte once and in order. */
  type(input: { writer: string; offset: number }, bytes: Uint8Array): void
  resize(columns: number, rows: number): void
  /** Signals what runs in the foreground. */
  signal(name: SignalName): void
  close(): void
}

export interface TerminalExit {
  readonly status: number | null
  readonly signal: string | null
}

/** Whatever watches a terminal: one channel of one connection. */
export interface TerminalWatcher extends SizeWatcher {
  /** What it types has this name, over all of its connections. */
  readonly writer: string
  /** Bytes that it wants free before those of the output, for what it sends along. */
  readonly headroom: number
  /**
   * @param bytes the watcher's own: `headroom` free ones, and the output from `offset` on.
   * @returns whether more may follow at once; else `resume` tells when it may.
   */
  output(offset: number, bytes: Buffer): boolean
  /**
   * The shell has every byte before `offset` of what this watcher typed. `again`: it waits for what
   * follows, whether or not that was typed here before.
   */
  taken(offset: number, again: boolean): void
  /** Every kept byte was sent, and the shell has ended. */
  exited(exit: TerminalExit): void
}

/**
 * Somebody who looks at a terminal and is not there: decides nothing of it, slows nothing, and keeps
 * nothing alive. Reads from `Terminal.kept` with `Terminal.copy` what it wants, when it wants.
 */
export interface TerminalSpectator {
  /** More is kept. Told in the way of each output. */
  printed(): void
  resized(): void
  /** The shell has ended, or its sandbox is gone; all that it printed was told of. */
  ended(): void
}

interface Watch {
  readonly watcher: TerminalWatcher
  /** Offset of the next byte to send, which may be yet to come from the shell. */
  sent: number
  /** Every byte before this offset was consumed. */
  acknowledged: number
  readonly window: SendWindow
  /** The connection to the watcher is full. */
  isHeld: boolean
  /** What it is to be told of its input; undefined: nothing. */
  untold: { offset: number; again: boolean } | undefined
}

/**
 * A shell that outlives whoever watches it. Its last output is kept, so that a watcher who comes
 * back gets exactly what it lacks. The shell is slowed to the pace of the fastest watcher; a slower
 * one reads from what is kept, and skips what is no longer there.
 */
export class Terminal {
  readonly #watches = new Set<Watch>()
  readonly #size: TerminalSize
  /** Runs while a watcher is to be told that its input was taken. */
  #telling: NodeJS.Timeout | undefined
  readonly #unwatched: Countdown
  readonly #onEcho: ((seconds: number) => void) | undefined
  readonly #pace: OutputPace | undefined
  /** Runs while the shell prints too much. */
  #slowed: NodeJS.Timeout | undefined
  #pty: Pty
  #buffer: OutputBuffer
  /** The connection to the shell broke; what it is told meanwhile waits. */
  #isAdrift = false
  #waiting: ((pty: Pty) => void)[] = []
  #exit: TerminalExit | undefined
  #closing = false
  /** The sandbox is gone, and the session says so. */
  #isLost = false
  /** Nothing more becomes of it, whoever still watches. */
  #isOver = false
  /** Undefined where nobody looks: then an output costs no more than this to find out. */
  #spectators: Set<TerminalSpectator> | undefined
  /** When the reader typed here last, in milliseconds of `performance.now()`; 0: not yet. */
  #usedAt = 0
  /** When the first key was written that nothing has come back for yet. */
  #typedAt: number | undefined
  readonly #caughtUp = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<TerminalExit>()
  readonly #over = Promise.withResolvers<void>()
  /** Resolves when what the shell had printed before is here, or it has ended. */
  readonly caughtUp = this.#caughtUp.promise
  /** Resolves when the shell has ended. */
  readonly exited = this.#exited.promise
  /** Resolves when it has ended and a watcher was told so, or none came in time. */
  readonly over = this.#over.promise

  /**
   * @param detachedMilliseconds how long the shell outlives its last watcher.
   * @param onEcho told the time from a key to the first byte that came back, in seconds.
   * @param pace which the terminals of a sandbox share; undefined: as fast as they are read.
   * @param size that the shell was started with; undefined where nobody here knows it.
   */
  constructor(
    pty: Pty,
    detachedMilliseconds: number,
    onEcho?: (seconds: number) => void,
    pace?: OutputPace,
    size?: CellSize,
  ) {
    this.#buffer = new OutputBuffer(SCROLLBACK_BYTES, pty.offset)
    this.#onEcho = onEcho
    this.#pace = pace
    this.#size = new TerminalSize(size, ({ columns, rows }) => {
      this.#tell((reached) => reached.resize(columns, rows))
      for (const spectator of this.#spectators ?? []) spectator.resized()
    })
    this.#unwatched = new Countdown(detachedMilliseconds, () => this.close())
    this.#unwatched.restart()
    this.#pty = pty
    this.#take(pty)
  }

  /** The connection to the shell broke, and it waits for the next one. */
  get isAdrift(): boolean {
    return this.#isAdrift
  }

  /**
   * Goes on with the same shell over a new connection, at the byte where it stopped.
   * @param pty undefined: the shell did not outlive the old one.
   */
  reattach(pty: Pty | undefined): void {
    this.#typedAt = undefined
    if (pty) this.#take(pty)
    else this.#settle({ status: null, signal: 'KILL' })
  }

  /** The sandbox is gone: nobody will reattach. */
  lose(): void {
    this.#isLost = true
    this.#finish()
    if (this.#isAdrift) this.#settle(undefined)
  }

  /**
   * Begins to send: from `from` on, or from the oldest byte that is kept.
   * @param size of the watcher's screen. @param claims false: where no other watcher has the size.
   * @returns the offset of the first byte that is sent and of the first that is yet to come, how much
   * of the watcher's input the shell has, the terminal's size, and what a watcher can do.
   */
  watch(
    watcher: TerminalWatcher,
    size: CellSize,
    { from = 0, claims = true }: { from?: number | undefined; claims?: boolean | undefined } = {},
  ) {
    // What the shell had printed before may be yet to come here, and the watcher may have it already.
    const end = Math.max(this.#buffer.end, this.#pty.seam)
    const offset = Math.min(Math.max(from, this.#buffer.start), end)
    const window = new SendWindow()
    const watch: Watch = {
      watcher,
      sent: offset,
      acknowledged: offset,
      window,
      isHeld: false,
      untold: undefined,
    }
    return {
      offset,
      end,
      taken: this.#pty.taken(watcher.writer),
      size: this.#size.join(watcher, size, claims),
      begin: () => {
        this.#watches.add(watch)
        this.#unwatched.stop()
        this.#pump()
      },
      type: (position: number, bytes: Uint8Array) => this.#type(watcher.writer, position, bytes),
      resize: (changed: CellSize) => this.#size.resize(watcher, changed),
      claim: (changed: CellSize) => this.#size.claim(watcher, changed),
      acknowledge: (consumed: number) => {
        watch.acknowledged = Math.min(Math.max(watch.acknowledged, consumed), watch.sent)
        window.acknowledged(watch.acknowledged, performance.now())
        this.#pump()
      },
      resume: () => {
        watch.isHeld = false
        this.#pump()
      },
      stop: () => {
        this.#watches.delete(watch)
        this.#size.leave(watcher)
        if (this.#watches.size === 0 && !this.#isOver) this.#unwatched.restart()
        this.#pump()
      },
    }
  }

  /** Tells somebody who looks of what happens here. @returns how to stop: it is told nothing more. */
  spectate(spectator: TerminalSpectator): () => void {
    this.#spectators ??= new Set()
    this.#spectators.add(spectator)
    return () => {
      this.#spectators?.delete(spectator)
      if (this.#spectators?.size === 0) this.#spectators = undefined
    }
  }

  /** Offsets of the first byte of the output that is kept, and of the one that comes next. */
  get kept(): { readonly start: number; readonly end: number } {
    return this.#buffer
  }

  /** Fills `target` with the kept output from `offset` on; as much must be there. */
  copy(offset: number, target: Buffer): void {
    this.#buffer.copy(offset, target)
  }

  /** Undefined where nobody here knows it: an earlier server's shell that nobody has opened since. */
  get size(): CellSize | undefined {
    return this.#size.now
  }

  /** When the reader typed here last, in milliseconds of `performance.now()`; 0: not yet. */
  get usedAt(): number {
    return this.#usedAt
  }

  /**
   * Types for somebody who is not the reader, who does not use the terminal by that. What is typed
   * while the shell cannot be reached is dropped: its right to be typed may have ended by then.
   */
  typeBeside(text: string): void {
    if (!this.#isAdrift && this.#pty.writable) this.#pty.write(text)
  }

  write(data: string | Uint8Array): void {
    this.#tell((pty) => {
      this.#typedAt ??= performance.now()
      pty.write(data)
    })
  }

  /** Signals what runs in the foreground: as a key, where there is one that a PTY turns into it. */
  signal(name: SignalName): void {
    const key = SIGNAL_KEYS[name]
    if (key !== undefined) this.write(key)
    else this.#tell((pty) => pty.signal(name))
  }

  /** Hangs up on the shell and all that runs in it. */
  close(): void {
    this.#closing = true
    if (this.#exit) this.#finish()
    else if (this.#isAdrift) this.#settle(undefined)
    else this.#pty.close()
  }

  get isWatched(): boolean {
    return this.#watches.size > 0
  }

  /** Nothing more becomes of it: nobody needs its shell. */
  get isOver(): boolean {
    return this.#isOver
  }

  get hasEnded(): boolean {
    return this.#exit !== undefined
  }

  #take(pty: Pty): void {
    this.#pty = pty
    // The shell printed more than it keeps while it could not be reached.
    if (pty.offset > this.#buffer.end) this.#buffer = new OutputBuffer(SCROLLBACK_BYTES, pty.offset)
    let offset = pty.offset
    let exit: TerminalExit | undefined
    pty.once('exit', (status: number | null, signal?: string) => {
      exit = { status, signal: signal ?? null }
    })
    pty.on('data', (chunk: Buffer) => {
      if (pty !== this.#pty) return
      const known = Math.min(Math.max(this.#buffer.end - offset, 0), chunk.length)
      offset += chunk.length
      this.#append(chunk.subarray(known))
      if (offset >= pty.seam) this.#caughtUp.resolve()
    })
    pty.on('taken', (writer: string, position: number, again: boolean) => {
      if (pty === this.#pty) this.#taken(writer, position, again)
    })
    // What goes wrong with a PTY ends it; `close` follows.
    pty.on('error', () => {})
    pty.once('close', () => {
      if (pty !== this.#pty) return
      // With neither a status nor our asking the connection broke, or the sandbox went.
      this.#isAdrift = exit === undefined && !this.#closing && !this.#isLost
      if (!this.#isAdrift) this.#settle(exit)
    })
    this.#isAdrift = false
    if (pty.seam === pty.offset) this.#caughtUp.resolve()
    for (const tell of this.#waiting.splice(0)) this.#tell(tell)
    for (const { watcher } of this.#watches) {
      // What it typed while the shell could not be reached was not kept here.
      this.#taken(watcher.writer, pty.taken(watcher.writer), true)
    }
    this.#pump()
  }

  #type(writer: string, offset: number, bytes: Uint8Array): void {
    // What is left out here is asked for again when the shell is reached.
    if (this.#isAdrift || !this.#pty.writable) return
    this.#usedAt = performance.now()
    this.#typedAt ??= this.#usedAt
    this.#pty.type({ writer, offset }, bytes)
  }

  #taken(writer: string, offset: number, again: boolean): void {
    for (const watch of this.#watches) {
      if (watch.watcher.writer !== writer) continue
      watch.untold = { offset, again: again || watch.untold?.again === true }
    }
    this.#telling ??= setTimeout(() => this.#tellTaken(), TELL_TAKEN_MILLISECONDS)
  }

  #tellTaken(): void {
    this.#telling = undefined
    for (const watch of this.#watches) {
      const { untold } = watch
      watch.untold = undefined
      if (untold) watch.watcher.taken(untold.offset, untold.again)
    }
  }

  #append(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#buffer.append(bytes)
    const wait = this.#pace?.count(bytes.length, performance.now())
    if (wait) this.#slowDown(wait)
    this.#pump()
    if (this.#spectators) for (const spectator of this.#spectators) spectator.printed()
    if (this.#typedAt !== undefined) this.#onEcho?.((performance.now() - this.#typedAt) / 1000)
    this.#typedAt = undefined
  }

  #tell(act: (pty: Pty) => void): void {
    if (this.#isAdrift) {
      if (this.#waiting.length < MAXIMUM_WAITING) this.#waiting.push(act)
    } else if (this.#pty.writable) act(this.#pty)
  }

  #settle(exit: TerminalExit | undefined): void {
    this.#isAdrift = false
    this.#waiting = []
    const told = exit ?? { status: null, signal: null }
    this.#caughtUp.resolve()
    this.#exited.resolve(told)
    if (exit || !this.#isLost) this.#exit = told
    if (this.#closing || !this.#exit) this.#finish()
    this.#pump()
    for (const spectator of this.#spectators ?? []) spectator.ended()
    this.#spectators = undefined
  }

  #finish(): void {
    this.#isOver = true
    this.#unwatched.stop()
    this.#size.close()
    clearTimeout(this.#telling)
    this.#over.resolve()
  }

  #slowDown(milliseconds: number): void {
    this.#slowed ??= setTimeout(() => {
      this.#slowed = undefined
      this.#pump()
    }, milliseconds)
  }

  #pump(): void {
    for (const watch of this.#watches) this.#send(watch)
    const held =
      this.#watches.size > 0 &&
      [...this.#watches].every(
        ({ acknowledged, window }) => this.#buffer.end - acknowledged >= window.bytes,
      )
    if (held || this.#slowed) this.#pty.pause()
    else this.#pty.resume()
  }

  #send(watch: Watch): void {
    if (watch.sent < this.#buffer.start) {
      // The acknowledgement of what is under way is sure to come, and then this is tried again.
      if (watch.sent > watch.acknowledged) return
      watch.sent = watch.acknowledged = this.#buffer.start
    }
    while (!watch.isHeld) {
      const { window } = watch
      const room = window.bytes - (watch.sent - watch.acknowledged)
      const largest = Math.min(window.frameBytes, FRAME_BYTES)
      const length = Math.min(room, largest, this.#buffer.end - watch.sent)
      if (length <= 0) break
      const bytes = Buffer.allocUnsafe(watch.watcher.headroom + length)
      this.#buffer.copy(watch.sent, bytes.subarray(watch.watcher.headroom))
      watch.isHeld = !watch.watcher.output(watch.sent, bytes)
      watch.sent += length
      window.sent(watch.sent, performance.now())
    }
    if (this.#exit && watch.sent >= this.#buffer.end) {
      this.#watches.delete(watch)
      watch.watcher.exited(this.#exit)
      this.#finish()
    }
  }
}
