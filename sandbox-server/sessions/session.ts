import type { Duplex } from 'node:stream'
import { DEFAULT_EXEC_MILLISECONDS, MAXIMUM_EXEC_OUTPUT_BYTES } from '../../protocol/limits.ts'
import type { EndReason, ExecResult, SandboxStatus, SignalName } from '../../protocol/messages.ts'
import { PoolFullError, type SandboxPool } from '../sandboxes/pool.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { Countdown } from './countdown.ts'
import { PortWatch } from './port-watch.ts'
import { SessionError } from './session-error.ts'
import { shellCommand, signalCommand, silentCommand } from './shell-command.ts'
import { Terminal } from './terminal.ts'

/** Silent commands of one reader that run at once. */
const EXECS_AT_ONCE = 8
const SIGNAL_MILLISECONDS = 5_000

/** Keys that a PTY turns into signals for whatever has the terminal, in a container too. */
const SIGNAL_KEYS: Partial<Record<SignalName, string>> = { INT: '\x03', QUIT: '\x1c' }

export interface SessionLimits {
  readonly idleMilliseconds: number
  readonly lifetimeMilliseconds: number
  readonly detachedMilliseconds: number
  readonly terminals: number
}

export interface SessionOptions {
  readonly id: string
  readonly pool: SandboxPool
  readonly limits: SessionLimits
  /** Told why a sandbox did not start. */
  readonly onFailure: (error: unknown) => void
  /** Told when nobody is connected and nothing is kept. */
  readonly onEmpty: () => void
}

/**
 * One reader: a sandbox, made at the first need, and the shells in it. Knows nothing of
 * connections; any number of them watch.
 */
export class Session {
  readonly id: string
  /** What the reader's containers publish. */
  readonly ports = new PortWatch()
  readonly #options: SessionOptions
  readonly #watchers = new Set<(status: SandboxStatus) => void>()
  readonly #terminals = new Map<string, Terminal | Promise<Terminal>>()
  readonly #idle: Countdown
  readonly #lifetime: Countdown
  #status: SandboxStatus = { state: 'none' }
  #sandbox: Promise<Sandbox> | undefined
  /** Counts sandboxes, so that news of an earlier one is told from news of this one. */
  #attempt = 0
  #execs = 0
  /** Connections to published ports that are open. */
  #dialled = 0

  constructor(options: SessionOptions) {
    this.id = options.id
    this.#options = options
    this.#idle = new Countdown(options.limits.idleMilliseconds, () => this.#idled())
    this.#lifetime = new Countdown(
      options.limits.lifetimeMilliseconds,
      () => void this.end('lifetime'),
    )
  }

  get status(): SandboxStatus {
    return this.#status
  }

  /** Tells `watcher` every change of the sandbox. @returns how to stop. */
  watch(watcher: (status: SandboxStatus) => void): () => void {
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
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
    this.#idle.restart()
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
    this.#idle.restart()
    return this.#terminals.get(name)
  }

  /** Ends a shell. Its name is free at once: who opens it next gets a new one. */
  close(name: string, terminal: Terminal): void {
    this.#forget(name, terminal)
    terminal.close()
  }

  /** The reader typed: the sandbox is in use. */
  touch(): void {
    this.#idle.restart()
  }

  /** Signals what runs in the foreground of a terminal. */
  async signal(name: string, terminal: Terminal, signal: SignalName): Promise<void> {
    this.#idle.restart()
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
    this.#idle.restart()
    if (this.#execs >= EXECS_AT_ONCE) throw new SessionError('exec-busy')
    this.#execs += 1
    try {
      const { connection } = await this.#need()
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

  /**
   * Connects to a port of the sandbox's loopback, where containers publish theirs. The sandbox is in
   * use as long as the connection is open.
   * @returns undefined where there is no sandbox; none is started for this.
   * @throws when nothing listens on the port.
   */
  async dial(port: number): Promise<Duplex | undefined> {
    const sandbox = this.#status.state === 'ready' ? await this.#sandbox : undefined
    if (sandbox === undefined) return undefined
    const channel = await sandbox.connection.connectToPort(port)
    this.#dialled += 1
    channel.once('close', () => {
      this.#dialled -= 1
    })
    return channel
  }

  /** Throws the sandbox away; the next need gets a new one. */
  async end(reason: EndReason): Promise<void> {
    const sandbox = this.#sandbox
    if (sandbox === undefined) return
    this.#discard({ state: 'gone', reason })
    const started = await sandbox.catch(() => undefined)
    if (started) await this.#options.pool.giveBack(started)
  }

  #idled(): void {
    if (this.#dialled > 0 || this.#execs > 0) this.#idle.restart()
    else void this.end('idle')
  }

  async #openShell(
    name: string,
    size: { columns: number; rows: number },
    directory: string | undefined,
  ): Promise<Terminal> {
    const { connection } = await this.#need()
    return connection.openPty(
      shellCommand(name, directory),
      size,
      (pty) => new Terminal(pty, this.#options.limits.detachedMilliseconds),
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
      const code = error instanceof PoolFullError ? 'sandbox-full' : 'sandbox-failed'
      throw new SessionError(code, { cause: error })
    }
  }

  #start(): Promise<Sandbox> {
    const attempt = ++this.#attempt
    const starting = this.#options.pool.take((step) => {
      if (this.#attempt === attempt) this.#setStatus({ state: 'starting', step })
    })
    starting.then(
      // Thrown away while it started: `end` gives it back.
      (sandbox) => this.#attempt === attempt && this.#started(attempt, sandbox),
      (error: unknown) => this.#attempt === attempt && this.#failed(error),
    )
    return starting
  }

  #started(attempt: number, sandbox: Sandbox): void {
    this.#lifetime.restart()
    this.#idle.restart()
    this.ports.attach(sandbox.connection)
    const endsAt = Date.now() + this.#options.limits.lifetimeMilliseconds
    this.#setStatus({ state: 'ready', id: sandbox.id, endsAt })
    sandbox.lost.then(() => {
      if (this.#attempt === attempt) this.#discard({ state: 'gone', reason: 'lost' })
    })
  }

  #failed(error: unknown): void {
    if (error instanceof PoolFullError) {
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
    this.#idle.stop()
    this.#lifetime.stop()
    this.ports.attach(undefined)
    this.#setStatus(status)
    this.#checkEmpty()
  }

  /** Nobody is connected and nothing is kept: the session can be forgotten. */
  #checkEmpty(): void {
    if (this.#watchers.size === 0 && this.#sandbox === undefined) this.#options.onEmpty()
  }

  #setStatus(status: SandboxStatus): void {
    this.#status = status
    for (const watcher of this.#watchers) watcher(status)
  }
}
