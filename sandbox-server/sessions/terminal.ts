import type { Duplex } from 'node:stream'
import { ACKNOWLEDGE_BYTES, SCROLLBACK_BYTES, WINDOW_BYTES } from '../../protocol/limits.ts'
import type { SignalName } from '../../protocol/messages.ts'
import { Countdown } from './countdown.ts'
import { OutputBuffer } from './output-buffer.ts'

/** Bytes sent to one watcher at a time. */
export const FRAME_BYTES = 32 * 1024

/** Keys that a PTY turns into signals for whatever has the terminal, in a container too. */
const SIGNAL_KEYS: Partial<Record<SignalName, string>> = { INT: '\x03', QUIT: '\x1c' }

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
  /** Offset of the next byte to send. */
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
  readonly #pty: Pty
  readonly #buffer: OutputBuffer
  readonly #watches = new Set<Watch>()
  readonly #unwatched: Countdown
  #exit: TerminalExit | undefined
  #closing = false
  /** When the first key was written that nothing has come back for yet. */
  #typedAt: number | undefined
  /** Resolves when what the shell had printed before is here, or it has ended. */
  readonly caughtUp: Promise<void>
  /** Resolves when the shell has ended. */
  readonly exited: Promise<TerminalExit>
  /** Resolves when it has ended and a watcher was told so, or none came in time. */
  readonly over: Promise<void>
  #end: () => void

  /**
   * @param detachedMilliseconds how long the shell outlives its last watcher.
   * @param onEcho told the time from a key to the first byte that came back, in seconds.
   */
  constructor(pty: Pty, detachedMilliseconds: number, onEcho?: (seconds: number) => void) {
    this.#pty = pty
    this.#buffer = new OutputBuffer(SCROLLBACK_BYTES, pty.offset)
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    this.over = over
    this.#end = end
    this.#unwatched = new Countdown(detachedMilliseconds, () => this.close())
    this.#unwatched.restart()
    const { promise: caughtUp, resolve: catchUp } = Promise.withResolvers<void>()
    this.caughtUp = caughtUp
    if (pty.seam === pty.offset) catchUp()
    let exit: TerminalExit | undefined
    pty.once('exit', (status: number | null, signal?: string) => {
      exit = { status, signal: signal ?? null }
    })
    pty.on('data', (chunk: Buffer) => {
      this.#buffer.append(chunk)
      if (this.#buffer.end >= pty.seam) catchUp()
      this.#pump()
      if (this.#typedAt !== undefined) onEcho?.((performance.now() - this.#typedAt) / 1000)
      this.#typedAt = undefined
    })
    // What goes wrong with a PTY ends it; `close` follows.
    pty.on('error', () => {})
    this.exited = new Promise((resolve) => {
      pty.once('close', () => {
        // With neither a status nor our asking the sandbox went, and the session says so.
        const isLost = exit === undefined && !this.#closing
        exit ??= { status: null, signal: null }
        catchUp()
        resolve(exit)
        if (!isLost) this.#exit = exit
        if (isLost || this.#closing) this.#finish()
        this.#pump()
      })
    })
  }

  /**
   * Begins to send: from `from` on, or from the oldest byte that is kept.
   * @returns the offset of the first byte that is sent and of the first that is yet to come, and how
   * to begin, to acknowledge, to resume and to stop.
   */
  watch(watcher: TerminalWatcher, from = 0) {
    const offset = Math.min(Math.max(from, this.#buffer.start), this.#buffer.end)
    const watch: Watch = { watcher, sent: offset, acknowledged: offset, isHeld: false }
    return {
      offset,
      end: this.#buffer.end,
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
        if (this.#watches.size === 0) this.#unwatched.restart()
        this.#pump()
      },
    }
  }

  write(data: string): void {
    if (!this.#pty.writable) return
    this.#typedAt ??= performance.now()
    this.#pty.write(data)
  }

  /** @param columns @param rows in character cells. */
  resize(columns: number, rows: number): void {
    if (this.#pty.writable) this.#pty.resize(columns, rows)
  }

  /** Signals what runs in the foreground: as a key, where there is one that a PTY turns into it. */
  signal(name: SignalName): void {
    const key = SIGNAL_KEYS[name]
    if (key !== undefined) this.write(key)
    else if (this.#pty.writable) this.#pty.signal(name)
  }

  /** Hangs up on the shell and all that runs in it. */
  close(): void {
    this.#closing = true
    if (this.#exit) this.#finish()
    else this.#pty.close()
  }

  get hasEnded(): boolean {
    return this.#exit !== undefined
  }

  #finish(): void {
    this.#unwatched.stop()
    this.#end()
  }

  #pump(): void {
    for (const watch of this.#watches) this.#send(watch)
    const held =
      this.#watches.size > 0 &&
      [...this.#watches].every(
        ({ acknowledged }) => this.#buffer.end - acknowledged >= WINDOW_BYTES,
      )
    if (held) this.#pty.pause()
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
    if (this.#exit && watch.sent === this.#buffer.end) {
      this.#watches.delete(watch)
      watch.watcher.exited(this.#exit)
      this.#finish()
    }
  }
}
