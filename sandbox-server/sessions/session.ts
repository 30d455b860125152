import { DEFAULT_EXEC_MILLISECONDS, MAXIMUM_EXEC_OUTPUT_BYTES } from '../../protocol/limits.ts'
import type {
  EndReason,
  ErrorCode,
  ExecResult,
  Notice,
  SandboxStatus,
  SignalName,
} from '../../protocol/messages.ts'
import type { Observe } from '../observation/event.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { LineFullError, type Seats } from '../sandboxes/seats.ts'
import { Countdown } from './countdown.ts'
import { Lease, type LeaseLimits } from './lease.ts'
import { LimitWatch } from './limit-watch.ts'
import { SessionError } from './session-error.ts'
import { shellCommand, signalCommand, silentCommand } from './shell-command.ts'
import { StartClock } from './start-clock.ts'
import { Terminal } from './terminal.ts'

/** Silent commands of one reader that run at once. */
const EXECS_AT_ONCE = 8
const SIGNAL_MILLISECONDS = 5_000

/** Keys that a PTY turns into signals for whatever has the terminal, in a container too. */
const SIGNAL_KEYS: Partial<Record<SignalName, string>> = { INT: '\x03', QUIT: '\x1c' }

export interface SessionLimits extends LeaseLimits {
  readonly detachedMilliseconds: number
  readonly terminals: number
  /** How long a reader who is gone keeps a place in the line: long enough for a reload. */
  readonly placeKeptMilliseconds: number
}

export interface SessionOptions {
  readonly id: string
  readonly seats: Seats
  readonly limits: SessionLimits
  readonly observe: Observe
  /** Told why a sandbox did not start. */
  readonly onFailure: (error: unknown) => void
  /** Told when nobody is connected and nothing is kept. */
  readonly onEmpty: () => void
}

/** Who watches a session: one connection. */
export interface SessionWatcher {
  /** What has become of the sandbox. */
  sandbox(status: SandboxStatus): void
  /** The sandbox has hit a limit. */
  notice(notice: Notice): void
}

/**
 * One reader: a sandbox, made at the first need, and the shells in it. Knows nothing of
 * connections; any number of them watch.
 */
export class Session {
  readonly id: string
  /** Where the reader connected from last; undefined: from this machine. */
  address: string | undefined
  readonly #options: SessionOptions
  readonly #watchers = new Set<SessionWatcher>()
  readonly #terminals = new Map<string, Terminal | Promise<Terminal>>()
  readonly #lease: Lease
  /** Runs while a reader who waited is gone. */
  readonly #absence: Countdown
  #status: SandboxStatus = { state: 'none' }
  #sandbox: Promise<Sandbox> | undefined
  /** Counts sandboxes, so that news of an earlier one is told from news of this one. */
  #attempt = 0
  #leaveLine = new AbortController()
  #limitWatch: LimitWatch | undefined
  #execs = 0

  constructor(options: SessionOptions) {
    this.id = options.id
    this.#options = options
    this.#lease = new Lease(options.limits, {
      changed: () => this.#setStatus(this.#status),
      ended: (reason) => void this.end(reason),
    })
    this.#absence = new Countdown(options.limits.placeKeptMilliseconds, () => void this.end('left'))
  }

  get status(): SandboxStatus {
    if (this.#status.state !== 'ready') return this.#status
    const { endsAt, ending } = this.#lease
    return { state: 'ready', endsAt, ...(ending && { ending }) }
  }

  /** Tells `watcher` every change of the sandbox. @returns how to stop. */
  watch(watcher: SessionWatcher): () => void {
    this.#watchers.add(watcher)
    this.#absence.stop()
    this.#limitWatch?.start()
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size === 0) this.#limitWatch?.stop()
      if (this.#watchers.size === 0 && this.#status.state === 'queued') this.#absence.restart()
      this.#checkEmpty()
    }
  }

  /**
   * The terminal of that name, which lives, or with a new shell.
   * @throws {SessionError} when there may be no further one or the sandbox cannot be had.
   */
  async open(
    name: string,
    size: { columns: number; rows: number },
    directory?: string,
  ): Promise<{ terminal: Terminal; resumed: boolean }> {
    this.touch()
    const living = this.#terminals.get(name)
    if (living) return { terminal: await living, resumed: true }
    if (this.#terminals.size >= this.#options.limits.terminals) {
      throw new SessionError('terminals-exhausted')
    }
    const opening = this.#openShell(name, size, directory)
    this.#terminals.set(name, opening)
    try {
      const terminal = await opening
      terminal.exited.then(() => this.#forget(name, terminal))
      if (this.#terminals.get(name) === opening) this.#terminals.set(name, terminal)
      return { terminal, resumed: false }
    } catch (error) {
      this.#forget(name, opening)
      throw error
    }
  }

  /** @returns the terminal of that name where it lives; never a new shell. */
  async living(name: string): Promise<Terminal | undefined> {
    this.touch()
    return this.#terminals.get(name)
  }

  /** Ends a shell. Its name is free at once: who opens it next gets a new one. */
  close(name: string, terminal: Terminal): void {
    this.#forget(name, terminal)
    terminal.close()
  }

  /** The reader typed: the sandbox is in use. Whoever waits for one uses none. */
  touch(): void {
    if (this.#status.state === 'ready') this.#lease.touch()
  }

  /** Puts off the end that is announced. */
  extend(): void {
    if (this.#status.state === 'ready') this.#lease.extend()
  }

  /** Signals what runs in the foreground of a terminal. */
  async signal(name: string, terminal: Terminal, signal: SignalName): Promise<void> {
    this.touch()
    const key = SIGNAL_KEYS[signal]
    if (key !== undefined) {
      terminal.write(key)
      return
    }
    const { connection } = await this.#need()
    await connection.exec(signalCommand(name, signal), {
      outputBytes: 0,
      milliseconds: SIGNAL_MILLISECONDS,
    })
  }

  /**
   * Runs a command beside the terminals.
   * @param milliseconds after which it is ended.
   * @throws {SessionError} when too many run, or it cannot be started.
   */
  async exec(
    command: string,
    directory: string | undefined,
    milliseconds = DEFAULT_EXEC_MILLISECONDS,
  ): Promise<ExecResult> {
    this.touch()
    if (this.#execs >= EXECS_AT_ONCE) throw new SessionError('exec-busy')
    this.#execs += 1
    try {
      const { connection } = await this.#need()
      using _ = this.#measureExec()
      return await connection.exec(silentCommand(command, directory, milliseconds), {
        outputBytes: MAXIMUM_EXEC_OUTPUT_BYTES,
        milliseconds,
      })
    } catch (error) {
      if (error instanceof SessionError) throw error
      throw new SessionError('exec-failed', { cause: error })
    } finally {
      this.#execs -= 1
    }
  }

  /** Throws the sandbox away, or leaves the line for one; the next need gets a new one. */
  async end(reason: EndReason): Promise<void> {
    const sandbox = this.#sandbox
    if (sandbox === undefined) return
    const isWaiting = this.#status.state === 'queued'
    this.#leaveLine.abort(new LeftLineError())
    this.#discard({ state: 'gone', reason: isWaiting ? 'left' : reason })
    const started = await sandbox.catch(() => undefined)
    if (started) await this.#options.seats.giveBack(started)
  }

  #measureExec(): Disposable {
    const begun = performance.now()
    return {
      [Symbol.dispose]: () => {
        const seconds = (performance.now() - begun) / 1000
        this.#options.observe({ kind: 'exec', session: this.id, seconds })
      },
    }
  }

  async #openShell(
    name: string,
    size: { columns: number; rows: number },
    directory: string | undefined,
  ): Promise<Terminal> {
    const { connection } = await this.#need()
    const { limits, observe } = this.#options
    observe({ kind: 'shell', session: this.id })
    return connection.openPty(
      shellCommand(name, directory),
      size,
      (pty) =>
        new Terminal(pty, limits.detachedMilliseconds, (seconds) =>
          observe({ kind: 'echo', seconds }),
        ),
    )
  }

  #forget(name: string, terminal: Terminal | Promise<Terminal>): void {
    if (this.#terminals.get(name) === terminal) this.#terminals.delete(name)
  }

  async #need(): Promise<Sandbox> {
    this.#sandbox ??= this.#start()
    try {
      return await this.#sandbox
    } catch (error) {
      throw new SessionError(codeOf(error), { cause: error })
    }
  }

  #start(): Promise<Sandbox> {
    const attempt = ++this.#attempt
    this.#leaveLine = new AbortController()
    const tell = (status: SandboxStatus) => {
      if (this.#attempt === attempt) this.#setStatus(status)
    }
    const clock = new StartClock()
    const { seats, observe } = this.#options
    const starting = seats.take({
      address: this.address,
      signal: this.#leaveLine.signal,
      onPlace: (place) => {
        if (clock.waits()) observe({ kind: 'queued', session: this.id, place: place.place })
        tell({ state: 'queued', ...place })
      },
      onStep: (step) => {
        clock.turn()
        tell({ state: 'starting', step })
      },
    })
    starting.then(
      // Thrown away while it started: `end` gives it back.
      (sandbox) => this.#attempt === attempt && this.#started(attempt, sandbox, clock),
      (error: unknown) => this.#attempt === attempt && this.#failed(error),
    )
    return starting
  }

  #started(attempt: number, sandbox: Sandbox, clock: StartClock): void {
    const { observe } = this.#options
    observe({ kind: 'started', session: this.id, sandbox: sandbox.id, ...clock.measured() })
    this.#lease.begin()
    this.#limitWatch = new LimitWatch(sandbox, (notice) => {
      observe({ kind: 'limit', session: this.id, limit: notice.code })
      for (const watcher of this.#watchers) watcher.notice(notice)
    })
    if (this.#watchers.size > 0) this.#limitWatch.start()
    this.#setStatus({ state: 'ready', endsAt: this.#lease.endsAt })
    sandbox.lost.then(() => {
      if (this.#attempt === attempt) this.#discard({ state: 'gone', reason: 'lost' })
    })
  }

  #failed(error: unknown): void {
    if (error instanceof LineFullError) {
      this.#discard({ state: 'none' })
      return
    }
    this.#options.onFailure(error)
    this.#discard({ state: 'gone', reason: 'failed' })
  }

  #discard(status: SandboxStatus): void {
    this.#attempt += 1
    this.#sandbox = undefined
    this.#terminals.clear()
    this.#lease.stop()
    this.#absence.stop()
    this.#limitWatch?.stop()
    this.#limitWatch = undefined
    if (status.state === 'gone') {
      this.#options.observe({ kind: 'ended', session: this.id, reason: status.reason })
    }
    this.#setStatus(status)
    this.#checkEmpty()
  }

  /** Nobody is connected and nothing is kept: the session can be forgotten. */
  #checkEmpty(): void {
    if (this.#watchers.size === 0 && this.#sandbox === undefined) this.#options.onEmpty()
  }

  #setStatus(status: SandboxStatus): void {
    this.#status = status
    for (const watcher of this.#watchers) watcher.sandbox(this.status)
  }
}

/** The reader gave up waiting. */
class LeftLineError extends Error {
  override readonly name = 'LeftLineError'
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof LineFullError) return 'sandbox-full'
  return error instanceof LeftLineError ? 'terminal-gone' : 'sandbox-failed'
}
