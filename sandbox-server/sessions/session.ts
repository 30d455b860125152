import type { Duplex } from 'node:stream'
import { setImmediate as settled } from 'node:timers/promises'
import { DEFAULT_EXEC_MILLISECONDS, MAXIMUM_EXEC_OUTPUT_BYTES } from '../../protocol/limits.ts'
import type { EndReason, ExecResult, Notice, SandboxStatus } from '../../protocol/messages.ts'
import type { Clock } from '../common/clock.ts'
import { Stream } from '../common/stream.ts'
import type { Observe } from '../observation/event.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { ReadersSandbox } from './life/readers-sandbox.ts'
import type { ReadersSandboxLimits } from './life/sandbox-limits.ts'
import type { SandboxNews } from './life/sandbox-news.ts'
import { PortWatch } from './port-watch.ts'
import { SessionError } from './session-error.ts'
import type { SessionRecord, SessionRecords } from './session-records.ts'
import type { SessionTerms } from './session-terms.ts'
import { type SilentOptions, silentCommand } from './silent-command.ts'
import { OutputPace, PACE_BYTES_PER_SECOND } from './terminals/output-pace.ts'
import { type TerminalLimits, Terminals } from './terminals/terminals.ts'
import { UsageNews } from './usage-news.ts'

/** Silent commands of one reader that run at once. */
const EXECS_AT_ONCE = 8

export type SessionLimits = ReadersSandboxLimits & TerminalLimits

export interface SessionOptions {
  readonly id: string
  /** Whose sandbox it is; empty where the server has one course. */
  readonly course: string
  /** On which it has a sandbox, as they are when one is needed. */
  readonly terms: () => SessionTerms
  /** The house's, for its terminals. */
  readonly limits: SessionLimits
  readonly records: SessionRecords
  /** @returns what the marks of the shell of that id have, and nobody else's. */
  readonly marksSecret: (shell: string) => string
  readonly observe: Observe
  /** Told why a sandbox did not start. */
  readonly onFailure: (error: unknown) => void
  /** Told when nobody is connected and nothing is kept. */
  readonly onEmpty: () => void
  readonly clock?: Clock | undefined
  /** How the reader's last sandbox ended, where the reader was not there to be told. */
  readonly farewell?: EndReason | undefined
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
  /** What the reader's containers publish. */
  readonly ports = new PortWatch((answers) => {
    this.#sandbox.engineAnswers = answers
  })
  readonly terminals: Terminals
  /** Every change of the sandbox, for whoever does not count as a page of the reader. */
  readonly statuses = new Stream<SandboxStatus>()
  /** What the sandbox uses of its memory and disk. */
  readonly usage = new UsageNews()
  readonly #options: SessionOptions
  /** While that is under way: resolves once what an earlier server has left is taken over, or is not. */
  adopting: Promise<void> | undefined
  readonly #watchers = new Set<SessionWatcher>()
  readonly #sandbox: ReadersSandbox
  #execs = 0

  constructor(options: SessionOptions) {
    const { id, limits, marksSecret, observe } = options
    this.id = id
    this.#options = options
    this.#sandbox = new ReadersSandbox({ ...options, session: id })
    this.#sandbox.news.subscribe((news) => this.#hear(news))
    this.terminals = new Terminals({
      limits,
      reached: () => this.#reached(),
      marksSecret,
      pace: new OutputPace(() => this.#tellPace()),
      onStart: () => observe({ kind: 'shell', session: id }),
      // Every print counts, so that what prints is never paused.
      onPrint: () => this.#sandbox.stir(),
      onEcho: (seconds) => observe({ kind: 'echo', seconds }),
    })
  }

  /**
   * Takes over what the reader had with an earlier server: the sandbox, and the shells that live in
   * it.
   */
  adopt(record: SessionRecord, adopting: Promise<Sandbox>): void {
    this.address = record.address
    const adopted = adopting.then(async (sandbox) => {
      try {
        await this.terminals.takeOver(sandbox)
        return sandbox
      } catch (error) {
        await sandbox.destroy().catch(() => {})
        throw error
      }
    })
    this.#sandbox.adopt(record, adopted)
    this.adopting = adopted
      .catch(() => {})
      .then(() => {
        this.adopting = undefined
      })
  }

  get status(): SandboxStatus {
    return this.#sandbox.status
  }

  /** Whether its pages are counted with those of other readers of the address. */
  get hasCountedPages(): boolean {
    return this.#options.terms().countedByAddress === 'all'
  }

  /** Tells `watcher` every change of the sandbox. @returns how to stop. */
  watch(watcher: SessionWatcher): () => void {
    this.#watchers.add(watcher)
    this.#sandbox.isWatched = true
    return () => {
      this.#watchers.delete(watcher)
      this.#sandbox.isWatched = this.#watchers.size > 0
      this.#checkEmpty()
    }
  }

  /** The reader typed: the sandbox is in use. */
  touch(): void {
    this.#sandbox.touch()
  }

  /** Something happens in the sandbox that is no use of the reader's: it must not be paused now. */
  stir(): void {
    this.#sandbox.stir()
  }

  /** Puts off the end that is announced. */
  extend(): void {
    this.#sandbox.extend()
  }

  /**
   * Runs a command beside the terminals.
   * @throws {SessionError} when too many run, or it cannot be started.
   */
  async exec(
    command: string,
    { directory, milliseconds = DEFAULT_EXEC_MILLISECONDS, input }: SilentOptions = {},
  ): Promise<ExecResult> {
    this.touch()
    if (this.#execs >= EXECS_AT_ONCE) throw new SessionError('exec-busy')
    this.#execs += 1
    using _use = this.#sandbox.use()
    try {
      const { connection } = await this.#reached()
      using _ = this.#measureExec()
      const result = await connection.exec(silentCommand(command, directory, milliseconds), {
        outputBytes: MAXIMUM_EXEC_OUTPUT_BYTES,
        milliseconds,
        input,
      })
      // Its channel closes before the connection does, where that is what broke.
      await settled()
      const isCut = result.status === null && !result.timedOut && !connection.isOpen
      if (isCut) throw new Error('The connection broke.')
      return result
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
    const sandbox = this.#sandbox.living
    if (sandbox === undefined) return undefined
    const use = this.#sandbox.use()
    try {
      const connection = await sandbox.line.standing()
      const channel = await connection.connectToPort(port)
      channel.once('close', () => use[Symbol.dispose]())
      return channel
    } catch (error) {
      use[Symbol.dispose]()
      throw error
    }
  }

  /** Gives up the place in the queue. A sandbox that is there, or on its way, stays. */
  leaveQueue(): void {
    this.#sandbox.leaveQueue()
  }

  /**
   * Throws the sandbox away, or leaves the queue for one; the next need gets a new one.
   * @param sandbox the one that is meant, where another one stays.
   * @returns when it is removed and its seat is free.
   */
  end(reason: EndReason, sandbox?: string): Promise<void> {
    return this.#sandbox.end(reason, sandbox)
  }

  /** How the last sandbox ended, where no page of the reader was there to be told. */
  get farewell(): EndReason | undefined {
    return this.#sandbox.farewell
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

  /** The sandbox, once its connection stands. @throws {SessionError} when it cannot be had. */
  async #reached(): Promise<Sandbox> {
    const sandbox = await this.#sandbox.need(this.address)
    await sandbox.line.standing()
    return sandbox
  }

  #hear(news: SandboxNews): void {
    switch (news.kind) {
      case 'sandbox':
        this.#attach(news.sandbox)
        break
      case 'status':
        this.#tell(news.status)
        break
      case 'rest':
        this.ports.isAsleep = news.isAsleep
        break
      case 'notice':
        this.#notify(news.notice)
        break
      case 'usage':
        this.usage.sampled(news.usage)
        break
      case 'over':
        this.#checkEmpty()
    }
  }

  #attach(sandbox: Sandbox | undefined): void {
    this.ports.attach(sandbox?.hasEngine ? sandbox.line : undefined)
    sandbox?.line.watch({ mended: () => this.terminals.goOn(sandbox) })
  }

  #tell(status: SandboxStatus): void {
    if (status.state === 'none' || status.state === 'gone') {
      this.terminals.lose()
      this.usage.forget()
    }
    for (const watcher of this.#watchers) watcher.sandbox(status)
    this.statuses.emit(status)
  }

  #tellPace(): void {
    this.#options.observe({ kind: 'limit', session: this.id, limit: 'output' })
    this.#notify({ code: 'output', used: PACE_BYTES_PER_SECOND, limit: PACE_BYTES_PER_SECOND })
  }

  #notify(notice: Notice): void {
    for (const watcher of this.#watchers) watcher.notice(notice)
  }

  /** Nobody is connected and nothing is kept: the session can be forgotten. */
  #checkEmpty(): void {
    if (this.#watchers.size === 0 && !this.#sandbox.isKept) this.#options.onEmpty()
  }
}
