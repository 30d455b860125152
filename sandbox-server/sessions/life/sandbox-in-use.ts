import type { Ending } from '../../../protocol/messages.ts'
import type { Clock } from '../../common/clock.ts'
import type { Stream } from '../../common/stream.ts'
import type { Watched } from '../../common/watched.ts'
import type { Observe } from '../../observation/event.ts'
import { restEngine } from '../../sandboxes/rest-engine.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import type { SessionRecord, SessionRecords } from '../session-records.ts'
import { Lease, type LeaseLimits } from './lease.ts'
import { LimitWatch } from './limit-watch.ts'
import type { LifeEvent } from './sandbox-life.ts'
import type { SandboxNews } from './sandbox-news.ts'
import { Slumber } from './slumber.ts'

export interface SandboxInUseOptions {
  /** The session's id. */
  readonly session: string
  /** Whose sandbox it is; empty where the server has one course. */
  readonly course: string
  readonly limits: LeaseLimits & {
    /** Time without use after which it is paused; undefined: never. */
    readonly pauseMilliseconds: number | undefined
  }
  /** In a workshop, when that closes for this reader: in place of the lifetime. */
  readonly endsAt?: Watched<number> | undefined
  readonly records: SessionRecords
  readonly observe: Observe
  readonly onFailure: (error: unknown) => void
  readonly sandbox: Sandbox
  readonly address: string | undefined
  /** What an earlier server has left of its time; a whole lease by default. */
  readonly left: SessionRecord | undefined
  readonly clock: Clock
  readonly news: Stream<SandboxNews>
  /** Something else than a key uses it at this moment. */
  readonly isInUse: () => boolean
  readonly happen: (event: LifeEvent) => void
  /** Told when an end of it is announced or put off. */
  readonly leaseChanged: () => void
}

/** What goes on while a reader has a sandbox: its lease, its record, its pauses and its limits. */
export class SandboxInUse {
  readonly #options: SandboxInUseOptions
  readonly #lease: Lease
  readonly #slumber: Slumber | undefined
  readonly #limits: LimitWatch
  readonly #unwatchLine: () => void
  readonly #unwatchEnd: (() => void) | undefined

  constructor(options: SandboxInUseOptions) {
    const { sandbox, limits, left, clock, news, isInUse, happen, endsAt } = options
    this.#options = options
    this.#lease = new Lease(
      limits,
      {
        changed: options.leaseChanged,
        ended: (reason) => happen({ type: 'end', reason }),
        isInUse,
        endOfLifetime: endsAt ? 'workshop' : 'lifetime',
      },
      clock,
    )
    this.#lease.begin(left)
    if (endsAt) this.#lease.endIn(endsAt.value - clock.now())
    this.#unwatchEnd = endsAt?.watch((end) => {
      this.#lease.endIn(end - clock.now())
      this.#keepRecord()
      options.leaseChanged()
    })
    this.#keepRecord()
    this.#limits = this.#limitsOf(sandbox)
    this.#slumber = this.#slumberOf(sandbox)
    // Before its own watcher: the shells go on before the reader reads that the connection is back.
    news.emit({ kind: 'sandbox', sandbox })
    this.#unwatchLine = sandbox.line.watch({
      broken: () => happen({ type: 'connection-broke' }),
      mended: () => happen({ type: 'connection-mended' }),
    })
  }

  /** What is left of the lease, and the end of it that is announced. */
  get time(): { secondsLeft: number; ending?: Ending } {
    const { secondsLeft, ending } = this.#lease
    return { secondsLeft, ...(ending && { ending }) }
  }

  /** It is used: by a key, or a command. */
  touch(): void {
    this.#lease.touch()
    this.stir()
  }

  /** Something happens in it, or is about to: it must not be paused. */
  stir(): void {
    this.#slumber?.stir()
  }

  /** Puts off the end that is announced. */
  extend(): void {
    this.#lease.extend()
    this.#keepRecord()
  }

  /** Looks at its limits. @returns how to stop. */
  watchLimits(): () => void {
    this.#limits.start()
    return () => this.#limits.stop()
  }

  stop(): void {
    const { news } = this.#options
    this.#lease.stop()
    this.#slumber?.stop()
    this.#unwatchLine()
    this.#unwatchEnd?.()
    this.#write(({ records, session }) => records.forget(session))
    news.emit({ kind: 'sandbox', sandbox: undefined })
  }

  #limitsOf(sandbox: Sandbox): LimitWatch {
    const { session, observe, news } = this.#options
    return new LimitWatch(sandbox, {
      onNotice: (notice) => {
        observe({ kind: 'limit', session, limit: notice.code })
        news.emit({ kind: 'notice', notice })
      },
      onUsage: (usage) => news.emit({ kind: 'usage', usage }),
    })
  }

  #slumberOf({ handle, line, hasEngine }: Sandbox): Slumber | undefined {
    const { limits, clock, isInUse, happen, onFailure } = this.#options
    if (limits.pauseMilliseconds === undefined) return undefined
    return new Slumber(
      handle,
      {
        afterMilliseconds: limits.pauseMilliseconds,
        isInUse,
        rest: () => {
          happen({ type: 'resting' })
          return hasEngine ? restEngine(line.connection) : Promise.resolve()
        },
        onChange: ({ isAsleep, seconds }) => {
          line.connection.isPaused = isAsleep
          happen(isAsleep ? { type: 'slept' } : { type: 'woke', seconds })
        },
        onFailure,
      },
      clock,
    )
  }

  #keepRecord(): void {
    const { sandbox, course, address } = this.#options
    const record = {
      sandbox: sandbox.id,
      ...(course !== '' && { course }),
      address,
      ...this.#lease.record,
    }
    this.#write(({ records, session }) => records.keep(session, record))
  }

  /** On a full disk a later server may not find the sandbox: no reason to end it, or anything else. */
  #write(act: (options: SandboxInUseOptions) => void): void {
    try {
      act(this.#options)
    } catch (error) {
      this.#options.onFailure(error)
    }
  }
}
