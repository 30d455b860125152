import type { Duplex } from 'node:stream'
import { ACKNOWLEDGE_BYTES, SCROLLBACK_BYTES, WINDOW_BYTES } from '../../protocol/limits.ts'
import type { SignalName } from '../../protocol/messages.ts'
import { Countdown } from './countdown.ts'
import { OutputBuffer } from './output-buffer.ts'
import type { OutputPace } from './output-pace.ts'

/** Bytes sent to one watcher at a time. */
export const FRAME_BYTES = 32 * 1024

/** Keys that a PTY turns into signals for whatever has the terminal, in a container too. */
const SIGNAL_KEYS: Partial<Record<SignalName, string>> = { INT: '\x03', QUIT: '\x1c' }

/** Keys, sizes and signals that wait while a shell cannot be reached: 2 MiB at most. */
const MAXIMUM_WAITING = 256

/** A shell on a PTY, which emits `exit` (status, signal) before it closes. */
export interface Pty extends Duplex {
  /** Bytes that it had printed before the first one that is read here. */
  readonly offset: number
  /** Bytes that it had printed when it was attached to: they come first. */
  readonly seam: number
  resize(columns: number, rows: number): void
  /** Signals what runs in the foreground. */
  signal(name: SignalName): void
  close(): void
}

export interface TerminalExit {
  readonly status: number | null
  readonly signal: string | null
}

/** Who watches a terminal: one channel of one connection. */
export interface TerminalWatcher {
  /** Bytes that it wants free before those of the output, for what it sends along. */
  readonly headroom: number
  /**
   * @param bytes the watcher's own: `headroom` free ones, and the output from `offset` on.
   * @returns whether more may follow at once; else `resume` tells when it may.
   */
  output(offset: number, bytes: Buffer): boolean
  /** Every kept byte was sent, and the shell has ended. */
  exited(exit: TerminalExit): void
}

interface Watch {
  readonly watcher: TerminalWatcher
  /** Offset of the next byte to send, which may be yet to come from the shell. */
  sent: number
  /** Every byte before this offset was consumed. */
  acknowledged: number
  /** The way to the watcher is full. */
  isHeld: boolean
}

/**
 * A shell that outlives whoever watches it. Its last output is kept, so that a watcher who comes
 * back gets exactly what it lacks. The shell is slowed to the pace of the fastest watcher; a slower
 * one reads from what is kept, and skips what is no longer there.
 */
export class Terminal {
  readonly #watches = new Set<Watch>()
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
   */
  constructor(
    pty: Pty,
    detachedMilliseconds: number,
    onEcho?: (seconds: number) => void,
    pace?: OutputPace,
  ) {
    this.#buffer = new OutputBuffer(SCROLLBACK_BYTES, pty.offset)
    this.#onEcho = onEcho
    this.#pace = pace
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
   * @returns the offset of the first byte that is sent and of the first that is yet to come, and how
   * to begin, to acknowledge, to resume and to stop.
   */
  watch(watcher: TerminalWatcher, from = 0) {
    // What the shell had printed before may be yet to come here, and the watcher may have it already.
    const end = Math.max(this.#buffer.end, this.#pty.seam)
    const offset = Math.min(Math.max(from, this.#buffer.start), end)
    const watch: Watch = { watcher, sent: offset, acknowledged: offset, isHeld: false }
    return {
      offset,
      end,
      begin: () => {
        this.#watches.add(watch)
        this.#unwatched.stop()
        this.#pump()
      },
      acknowledge: (consumed: number) => {
        watch.acknowledged = Math.min(Math.max(watch.acknowledged, consumed), watch.sent)
        this.#pump()
      },
      resume: () => {
        watch.isHeld = false
        this.#pump()
      },
      stop: () => {
        this.#watches.delete(watch)
        if (this.#watches.size === 0 && !this.#isOver) this.#unwatched.restart()
        this.#pump()
      },
    }
  }

  write(data: string | Uint8Array): void {
    this.#tell((pty) => {
      this.#typedAt ??= performance.now()
      pty.write(data)
    })
  }

  /** @param columns @param rows in character cells. */
  resize(columns: number, rows: number): void {
    this.#tell((pty) => pty.resize(columns, rows))
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
    this.#pump()
  }

  #append(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#buffer.append(bytes)
    const wait = this.#pace?.count(bytes.length, performance.now())
    if (wait) this.#slowDown(wait)
    this.#pump()
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
  }

  #finish(): void {
    this.#isOver = true
    this.#unwatched.stop()
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
        ({ acknowledged }) => this.#buffer.end - acknowledged >= WINDOW_BYTES,
      )
    if (held || this.#slowed) this.#pty.pause()
    else this.#pty.resume()
  }

  #send(watch: Watch): void {
    if (watch.sent < this.#buffer.start) {
      // With this much in flight an acknowledgement is sure to come, and this is tried again.
      if (watch.sent - watch.acknowledged >= ACKNOWLEDGE_BYTES) return
      watch.sent = watch.acknowledged = this.#buffer.start
    }
    while (!watch.isHeld) {
      const room = WINDOW_BYTES - (watch.sent - watch.acknowledged)
      const length = Math.min(room, FRAME_BYTES, this.#buffer.end - watch.sent)
      if (length <= 0) break
      const bytes = Buffer.allocUnsafe(watch.watcher.headroom + length)
      this.#buffer.copy(watch.sent, bytes.subarray(watch.watcher.headroom))
      watch.isHeld = !watch.watcher.output(watch.sent, bytes)
      watch.sent += length
    }
    if (this.#exit && watch.sent >= this.#buffer.end) {
      this.#watches.delete(watch)
      watch.watcher.exited(this.#exit)
      this.#finish()
    }
  }
}
