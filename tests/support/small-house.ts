import { setImmediate as turn } from 'node:timers/promises'
import type { CapacityLevels } from '../../sandbox-server/house/capacity.ts'
import { CoursePools } from '../../sandbox-server/house/course-pools.ts'
import { type PoolOptions, SandboxPool } from '../../sandbox-server/house/pool.ts'
import { Reservations } from '../../sandbox-server/house/reservations.ts'
import { Seats } from '../../sandbox-server/house/seats.ts'
import type { ServerEvent } from '../../sandbox-server/observation/event.ts'
import { Line } from '../../sandbox-server/sandboxes/line.ts'
import type { Sandbox } from '../../sandbox-server/sandboxes/sandbox.ts'
import type { SandboxConnection } from '../../sandbox-server/sandboxes/ssh/connection.ts'
import type {
  SessionRecord,
  SessionRecords,
} from '../../sandbox-server/sessions/session-records.ts'
import { SessionRegistry } from '../../sandbox-server/sessions/session-registry.ts'
import type { TermsOf } from '../../sandbox-server/sessions/session-terms.ts'
import type { SessionTokens } from '../../sandbox-server/sessions/session-token.ts'
import { HandedClock } from './handed-clock.ts'

export interface SmallHouseOptions {
  readonly maximum?: number
  readonly perAddress?: number
  readonly limits?: Partial<typeof LIMITS>
  /** Nothing is made ahead before the test says so, as while a server takes over what is there. */
  readonly isTakingOver?: boolean
  /** Of sessions that are in a workshop. */
  readonly termsOf?: TermsOf
}

const NO_MEMORY: CapacityLevels = { available: 0, reserve: 0, used: 0, planned: 0 }

const MINUTE = 60_000

/** Turns of the event loop that a removal takes; a start takes one. */
const REMOVAL_TURNS = 4

export const LIMITS = {
  idleMilliseconds: 30 * MINUTE,
  lifetimeMilliseconds: 240 * MINUTE,
  extensions: 1,
  detachedMilliseconds: 10 * MINUTE,
  terminals: 8,
  placeKeptMilliseconds: 2 * MINUTE,
  pauseMilliseconds: undefined as number | undefined,
  closedMilliseconds: (5 * MINUTE) as number | undefined,
}

/** The rooms from the sessions down to the pool, over sandboxes that are nothing but alive or not. */
export class SmallHouse implements AsyncDisposable {
  readonly clock = new HandedClock()
  readonly events: ServerEvent[] = []
  readonly failures: unknown[] = []
  readonly records = new Map<string, SessionRecord>()
  readonly seats: Seats
  readonly pools: CoursePools
  readonly reservations: Reservations
  readonly sessions: SessionRegistry
  /** How often a session has moved to another computer. */
  readonly generations = new Map<string, number>()
  /** How each sandbox that is alive is lost. */
  readonly alive = new Map<string, () => void>()
  started = 0
  /** Sandboxes that were alive at once. */
  most = 0
  /** The next starts fail. */
  isBroken = false
  readonly #pool: SandboxPool

  constructor(options: SmallHouseOptions = {}) {
    const { maximum = 1, perAddress = 10_000, limits, termsOf, isTakingOver } = options
    const poolWith = (own: Partial<PoolOptions>) =>
      new SandboxPool({
        warm: { minimum: 0, maximum: 0 },
        startsAtOnce: 4,
        maximum,
        onFailure: (error) => this.failures.push(error),
        start: (id, onStep) => {
          onStep('container')
          return this.#start(id)
        },
        ...own,
      })
    this.#pool = poolWith({
      promised: () => this.reservations.promised,
      elsewhere: () => this.pools.aliveElsewhere(''),
    })
    this.pools = new CoursePools(new Map([['', this.#pool]]))
    this.seats = new Seats(this.pools, perAddress)
    this.reservations = new Reservations({
      pools: this.pools,
      capacity: {
        further: () => Infinity,
        endsFirst: 'memory',
        levels: NO_MEMORY,
        watch: () => () => {},
      },
      maximum,
      startsAtOnce: () => 1,
      courses: [''],
      poolFor: (_, own) => poolWith({ ...own, clock: this.clock }),
    })
    if (!isTakingOver) this.pools.refill()
    const { records } = this
    this.sessions = new SessionRegistry({
      seats: this.seats,
      tokens: {
        verify: async (token) => {
          const [id = '', generation = 0] = token.split('#')
          return id === 'forged' ? undefined : { id, generation: Number(generation) }
        },
        sign: async (id, _course, _lifetime, generation) =>
          generation ? `${id}#${generation}` : id,
      } as SessionTokens,
      limits: { ...LIMITS, ...limits },
      termsOf,
      records: {
        keep: (session: string, record: SessionRecord) => records.set(session, record),
        forget: (session: string) => records.delete(session),
      } as unknown as SessionRecords,
      marksSecret: () => 'secret',
      observe: (event) => this.events.push(event),
      onFailure: (error) => this.failures.push(error),
      generationOf: (id) => this.generations.get(id) ?? 0,
      clock: this.clock,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pools.close('nothing')
  }

  async #start(id: string): Promise<Sandbox> {
    this.started += 1
    await turn()
    if (this.isBroken) throw new Error('It does not start.')
    const lost = Promise.withResolvers<void>()
    this.alive.set(id, lost.resolve)
    this.most = Math.max(this.most, this.alive.size)
    const connection = connectionUntil(lost.promise)
    const handle = {
      id,
      state: async () => (this.alive.has(id) ? 'running' : 'gone'),
      lost: lost.promise,
    } as Sandbox['handle']
    const line = new Line(handle, connection, async () => connection)
    return {
      id,
      hasEngine: true,
      connection,
      line,
      handle,
      lost: line.lost,
      connectToSocket: () => Promise.reject(new Error('It has none.')),
      destroy: async () => {
        // Longer than a start: who does not wait for it has two of them.
        for (let count = 0; count < REMOVAL_TURNS; count++) await turn()
        this.alive.delete(id)
        lost.resolve()
      },
      release() {},
    }
  }
}

/** A connection that stands until then, and over which nothing comes. */
function connectionUntil(closed: Promise<void>): SandboxConnection {
  return { closed, isOpen: true, close() {}, follow: () => closed } as unknown as SandboxConnection
}
