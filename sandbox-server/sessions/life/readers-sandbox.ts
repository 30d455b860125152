import type {
  EndReason,
  Notice,
  SandboxStatus,
  Trouble,
  Usage,
} from '../../../protocol/messages.ts'
import { LineFullError, type Seats } from '../../house/seats.ts'
import type { Observe } from '../../observation/event.ts'
import type { Line } from '../../sandboxes/line.ts'
import { restEngine } from '../../sandboxes/rest-engine.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { SessionError } from '../session-error.ts'
import type { SessionRecord, SessionRecords } from '../session-records.ts'
import { Countdown } from './countdown.ts'
import { Lease, type LeaseLimits } from './lease.ts'
import { LimitWatch } from './limit-watch.ts'
import { Slumber } from './slumber.ts'
import { StartClock } from './start-clock.ts'

/** The one that is told where there are two: without a connection nobody can see the engine. */
const TROUBLES: readonly Trouble[] = ['connection', 'engine']

/** A connection that is mended within this time is not worth a word; milliseconds. */
const TROUBLE_TOLD_MILLISECONDS = 1500

export interface ReadersSandboxLimits extends LeaseLimits {
  /** How long a reader who is gone keeps a place in the line: long enough for a reload. */
  readonly placeKeptMilliseconds: number
  /** Time without use after which a sandbox is paused; undefined: never. */
  readonly pauseMilliseconds: number | undefined
}

export interface ReadersSandboxOptions {
  /** The session's id, for what is observed. */
  readonly session: string
  readonly seats: Seats
  readonly limits: ReadersSandboxLimits
  /** Where a later server finds it. */
  readonly records: SessionRecords
  readonly observe: Observe
  /** Told why a sandbox did not start, or what else went wrong behind the scenes. */
  readonly onFailure: (error: unknown) => void
  /** Something else than a key uses the sandbox at this moment. */
  readonly isInUse: () => boolean
  /** Told the line to each new sandbox, and undefined when that one is gone. */
  readonly onLine: (line: Line | undefined) => void
  /** Told before it is paused, when its engine may stop as well, and when it goes on. */
  readonly onAsleep: (isAsleep: boolean) => void
  /** Told that the connection broke and there is a new one; nobody uses that before this is done. */
  readonly onMended: (sandbox: Sandbox) => Promise<void>
  /** Told every change. In the states `none` and `gone` all that was in the sandbox is gone. */
  readonly onStatus: (status: SandboxStatus) => void
  /** Told when the sandbox has hit a limit. */
  readonly onNotice: (notice: Notice) => void
  /** Told what the sandbox uses of its memory and disk, at each change. */
  readonly onUsage: (usage: Usage) => void
}

/** The one sandbox of a reader, from the place in the line to its end, and then the next one. */
export class ReadersSandbox {
  readonly #options: ReadersSandboxOptions
  readonly #lease: Lease
  /** Runs while a reader who waited is gone. */
  readonly #absence: Countdown
  #status: SandboxStatus = { state: 'none' }
  #sandbox: Promise<Sandbox> | undefined
  /** Counts sandboxes, so that news of an earlier one is told from news of this one. */
  #attempt = 0
  #leaveLine = new AbortController()
  #limitWatch: LimitWatch | undefined
  #isWatched = false
  #slumber: Slumber | undefined
  #record: SessionRecord | undefined
  /** Runs while the connection is broken. */
  readonly #breaking = new Countdown(TROUBLE_TOLD_MILLISECONDS, () =>
    this.#setTrouble('connection', true),
  )
  readonly #troubles = new Set<Trouble>()

  constructor(options: ReadersSandboxOptions) {
    this.#options = options
    const { limits } = options
    this.#lease = new Lease(limits, {
      changed: () => this.#setStatus(this.#status),
      ended: (reason) => void this.end(reason),
      isInUse: options.isInUse,
    })
    this.#absence = new Countdown(limits.placeKeptMilliseconds, () => void this.end('left'))
  }

  get status(): SandboxStatus {
    if (this.#status.state !== 'ready') return this.#status
    const { secondsLeft, ending } = this.#lease
    const trouble = TROUBLES.find((each) => this.#troubles.has(each))
    return { ...this.#status, secondsLeft, ...(ending && { ending }), ...(trouble && { trouble }) }
  }

  /** There is a sandbox, or one is waited for. */
  get isKept(): boolean {
    return this.#sandbox !== undefined
  }

  /** Whether a page of the reader is there. */
  set isWatched(isWatched: boolean) {
    this.#isWatched = isWatched
    this.stir()
    if (isWatched) {
      this.#absence.stop()
      this.#limitWatch?.start()
    } else {
      this.#limitWatch?.stop()
      if (this.#status.state === 'queued') this.#absence.restart()
    }
  }

  /** Whether the engine in it answers. */
  set engineAnswers(answers: boolean) {
    const { session, observe } = this.#options
    if (this.#setTrouble('engine', !answers) && !answers) {
      observe({ kind: 'trouble', session, trouble: 'engine' })
    }
  }

  /** It is in use. Whoever waits for one uses none. */
  touch(): void {
    if (this.#status.state === 'ready') this.#lease.touch()
    this.stir()
  }

  /** Something happens in it, or is about to: it must not be paused. */
  stir(): void {
    this.#slumber?.stir()
  }

  /** Puts off the end that is announced. */
  extend(): void {
    if (this.#status.state !== 'ready') return
    this.#lease.extend()
    if (this.#record) this.#keep(this.#record)
  }

  /** Takes over the one that the reader had with an earlier server. */
  adopt(record: SessionRecord, adopting: Promise<Sandbox>): void {
    const attempt = ++this.#attempt
    const clock = new StartClock()
    this.#sandbox = this.#options.seats.adopt(record.address, adopting)
    this.#setStatus({ state: 'starting', step: 'connection' })
    this.#sandbox.then(
      (sandbox) => this.#attempt === attempt && this.#started(attempt, sandbox, clock, record),
      () => this.#attempt === attempt && this.#discard({ state: 'gone', reason: 'lost' }),
    )
  }

  /**
   * The sandbox, or a new one in its turn.
   * @param address where the reader comes from; undefined: from this machine.
   * @throws {SessionError} when it cannot be had.
   */
  async need(address: string | undefined): Promise<Sandbox> {
    this.#sandbox ??= this.#start(address)
    try {
      return await this.#sandbox
    } catch (error) {
      if (error instanceof SessionError) throw error
      const code = error instanceof LineFullError ? 'sandbox-full' : 'sandbox-failed'
      throw new SessionError(code, { cause: error })
    }
  }

  /** @returns the sandbox where there is one that is ready; none is started for this. */
  async living(): Promise<Sandbox | undefined> {
    return this.#status.state === 'ready' ? this.#sandbox : undefined
  }

  /** Gives up the place in the queue. A sandbox that is there, or on its way, stays. */
  leaveQueue(): void {
    if (this.#status.state === 'queued') void this.end('left')
  }

  /** Throws it away, or leaves the queue for it; the next need gets a new one. */
  async end(reason: EndReason): Promise<void> {
    const sandbox = this.#sandbox
    if (sandbox === undefined) return
    const isWaiting = this.#status.state === 'queued'
    this.#leaveLine.abort(new SessionError('terminal-gone'))
    this.#discard({ state: 'gone', reason: isWaiting ? 'left' : reason })
    const started = await sandbox.catch(() => undefined)
    if (started) await this.#options.seats.giveBack(started)
  }

  #start(address: string | undefined): Promise<Sandbox> {
    const attempt = ++this.#attempt
    const { session, seats, observe } = this.#options
    this.#leaveLine = new AbortController()
    const clock = new StartClock()
    const tell = (status: SandboxStatus) => {
      if (this.#attempt === attempt) this.#setStatus(status)
    }
    const starting = seats.take({
      address,
      signal: this.#leaveLine.signal,
      onPlace: (place) => {
        if (clock.waits()) observe({ kind: 'queued', session, place: place.place })
        tell({ state: 'queued', ...place })
      },
      onStep: (step) => {
        clock.turn()
        tell({ state: 'starting', step })
      },
    })
    starting.then(
      // Thrown away while it started: `end` gives it back.
      (sandbox) => {
        if (this.#attempt === attempt) this.#started(attempt, sandbox, clock, { address })
      },
      (error: unknown) => this.#attempt === attempt && this.#failed(error),
    )
    return starting
  }

  #started(
    attempt: number,
    sandbox: Sandbox,
    clock: StartClock,
    { address, ...left }: Pick<SessionRecord, 'address'> | SessionRecord,
  ): void {
    const { session, observe, onLine, onNotice, onUsage } = this.#options
    observe({ kind: 'started', session, sandbox: sandbox.id, ...clock.measured() })
    this.#lease.begin('endsAt' in left ? left : undefined)
    this.#keep({ sandbox: sandbox.id, address })
    onLine(sandbox.line)
    this.#watchLine(sandbox)
    this.#limitWatch = new LimitWatch(sandbox, {
      onNotice: (notice) => {
        observe({ kind: 'limit', session, limit: notice.code })
        onNotice(notice)
      },
      onUsage,
    })
    if (this.#isWatched) this.#limitWatch.start()
    this.#slumber = this.#sleepWhenQuiet(sandbox)
    this.#setStatus({ state: 'ready', id: sandbox.id, secondsLeft: this.#lease.secondsLeft })
    sandbox.lost.then(() => {
      if (this.#attempt === attempt) this.#discard({ state: 'gone', reason: 'lost' })
    })
  }

  #watchLine(sandbox: Sandbox): void {
    const { session, observe, onMended } = this.#options
    const { line } = sandbox
    line.onBroken = () => {
      observe({ kind: 'trouble', session, trouble: 'connection' })
      this.#breaking.restart()
      // One that is paused cannot be reached.
      this.stir()
    }
    line.onMended = async () => {
      await onMended(sandbox)
      if (this.#isWatched) this.#limitWatch?.start()
      this.#breaking.stop()
      this.#setTrouble('connection', false)
    }
  }

  #sleepWhenQuiet({ handle, line }: Sandbox): Slumber | undefined {
    const { session, limits, observe, isInUse, onAsleep, onFailure } = this.#options
    if (limits.pauseMilliseconds === undefined) return undefined
    return new Slumber(handle, {
      afterMilliseconds: limits.pauseMilliseconds,
      isInUse,
      rest: () => {
        onAsleep(true)
        return restEngine(line.connection)
      },
      onChange: ({ isAsleep, seconds }) => {
        line.connection.isPaused = isAsleep
        if (!isAsleep) onAsleep(false)
        observe(isAsleep ? { kind: 'paused', session } : { kind: 'woken', session, seconds })
      },
      onFailure,
    })
  }

  #keep({ sandbox, address }: Pick<SessionRecord, 'sandbox' | 'address'>): void {
    const { endsAt, extensionsLeft } = this.#lease
    const record = { sandbox, address, endsAt, extensionsLeft }
    this.#record = record
    this.#write((records, session) => records.keep(session, record))
  }

  /** On a full disk a later server may not find the sandbox: no reason to end it, or anything else. */
  #write(act: (records: SessionRecords, session: string) => void): void {
    const { records, session, onFailure } = this.#options
    try {
      act(records, session)
    } catch (error) {
      onFailure(error)
    }
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
    this.#record = undefined
    this.#write((records, session) => records.forget(session))
    this.#lease.stop()
    this.#absence.stop()
    this.#limitWatch?.stop()
    this.#limitWatch = undefined
    this.#slumber?.stop()
    this.#slumber = undefined
    const { session, observe, onLine } = this.#options
    onLine(undefined)
    this.#breaking.stop()
    this.#troubles.clear()
    if (status.state === 'gone') observe({ kind: 'ended', session, reason: status.reason })
    this.#setStatus(status)
  }

  /** @returns whether that is news. */
  #setTrouble(trouble: Trouble, isThere: boolean): boolean {
    if (this.#status.state !== 'ready' || this.#troubles.has(trouble) === isThere) return false
    if (isThere) this.#troubles.add(trouble)
    else this.#troubles.delete(trouble)
    this.#setStatus(this.#status)
    return true
  }

  #setStatus(status: SandboxStatus): void {
    this.#status = status
    this.#options.onStatus(this.status)
  }
}
