import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { NodeLevels } from '../../protocol/board-messages.ts'
import type { Observe } from './event.ts'
import { addNodeGauges } from './node-gauges.ts'

/** What is asked for when the numbers are read, rather than counted as it happens. */
export interface Levels {
  readonly ready: number
  readonly starting: number
  readonly taken: number
  readonly waiting: number
  /** Sandboxes that may begin besides those that are alive. */
  readonly further: number
  /** In bytes. */
  readonly memory: {
    readonly available: number
    readonly reserve: number
    readonly used: number
    readonly planned: number
  }
}

/** In seconds. */
const START_BUCKETS = [0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60]
const WAIT_BUCKETS = [15, 60, 180, 600, 1800, 3600]
const EXEC_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]
const ECHO_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1]

/** What a server counts, in Prometheus' text format (prometheus.io, "Exposition formats"). */
export class Metrics {
  readonly #registry = new Registry()
  readonly observe: Observe

  /**
   * @param levels undefined where there are no live terminals.
   * @param nodes absent where the server itself has the sandboxes.
   */
  constructor(levels: () => Levels | undefined, nodes?: (() => readonly NodeLevels[]) | undefined) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    this.#level(levels)
    if (nodes) addNodeGauges(this.#registry, nodes)
    const count = (name: string, help: string, ...labelNames: string[]) =>
      new Counter({ name, help, labelNames, registers })
    const measure = (name: string, help: string, buckets: number[]) =>
      new Histogram({ name, help, buckets, registers })
    const connections = new Gauge({
      name: 'blitz_connections',
      help: 'Pages that are connected.',
      registers,
    })
    const pages = count(
      'blitz_pages_total',
      'Pages that have connected, by what their messages travel by.',
      'transport',
    )
    const received = count('blitz_received_bytes_total', 'Bytes of messages from pages.')
    const sent = count('blitz_sent_bytes_total', 'Bytes of messages to pages.')
    const refusals = count('blitz_refusals_total', 'Requests and connections refused.', 'reason')
    const ends = count('blitz_sandbox_ends_total', "Ends of readers' sandboxes.", 'reason')
    const hits = count('blitz_limits_hit_total', 'Limits that sandboxes have hit.', 'limit')
    const shells = count('blitz_shells_total', 'Shells opened.')
    const waits = measure('blitz_line_wait_seconds', 'Time that readers waited.', WAIT_BUCKETS)
    const starts = measure(
      'blitz_sandbox_start_seconds',
      'Time from the turn of a reader to a sandbox that is ready.',
      START_BUCKETS,
    )
    const execs = measure('blitz_exec_seconds', 'Time of silent commands.', EXEC_BUCKETS)
    const echoes = measure(
      'blitz_echo_seconds',
      'Time from a key at the server to the first byte from its shell.',
      ECHO_BUCKETS,
    )
    this.observe = (event) => {
      switch (event.kind) {
        case 'connected':
          return connections.inc()
        case 'welcomed':
          return pages.inc({ transport: event.transport })
        case 'disconnected':
          return connections.dec()
        case 'received':
          return received.inc(event.bytes)
        case 'sent':
          return sent.inc(event.bytes)
        case 'refused':
          return refusals.inc({ reason: event.reason })
        case 'started':
          if (event.waitSeconds > 0) waits.observe(event.waitSeconds)
          return starts.observe(event.startSeconds)
        case 'ended':
          return ends.inc({ reason: event.reason })
        case 'limit':
          return hits.inc({ limit: event.limit })
        case 'shell':
          return shells.inc()
        case 'exec':
          return execs.observe(event.seconds)
        case 'echo':
          return echoes.observe(event.seconds)
      }
    }
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  read(): Promise<string> {
    return this.#registry.metrics()
  }

  #level(levels: () => Levels | undefined): void {
    const registers = [this.#registry]
    new Gauge({
      name: 'blitz_sandboxes',
      help: 'Sandboxes by state: ready for the next reader, starting, or taken.',
      labelNames: ['state'],
      registers,
      collect() {
        const { ready, starting, taken } = levels() ?? { ready: 0, starting: 0, taken: 0 }
        for (const [state, value] of Object.entries({ ready, starting, taken })) {
          this.set({ state }, value)
        }
      },
    })
    new Gauge({
      name: 'blitz_sandboxes_further',
      help: 'Sandboxes that may begin besides those that are alive: by memory, disk and MAXIMUM_SANDBOXES.',
      registers,
      collect() {
        this.set(levels()?.further ?? 0)
      },
    })
    new Gauge({
      name: 'blitz_memory_bytes',
      help: 'Memory: available to sandboxes, the reserve of it that is kept free, used by sandboxes, and planned for a further one.',
      labelNames: ['part'],
      registers,
      collect() {
        for (const [part, value] of Object.entries(levels()?.memory ?? {})) {
          this.set({ part }, value)
        }
      },
    })
    new Gauge({
      name: 'blitz_line_length',
      help: 'Readers who wait for a sandbox.',
      registers,
      collect() {
        this.set(levels()?.waiting ?? 0)
      },
    })
  }
}
