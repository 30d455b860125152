import type { NodeFacts, NodeSeatLimits, SwarmNode } from '../../node-protocol/messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import type { SandboxDriver } from '../drivers/driver.ts'
import type { Machine, Machines } from '../drivers/machines.ts'
import { clusterDriver } from './cluster-driver.ts'
import { ClusterNode, type ClusterNodeOptions } from './cluster-node.ts'
import { Connections, type ConnectionsOptions } from './connections.ts'
import { type NeededCourse, type NodeLabel, verdictOf } from './verdict.ts'

/** How long a node that is lost is still shown, in milliseconds. */
const SHOWN_MILLISECONDS = 60 * 60_000

/** How long a start waits for nodes that do not answer, in milliseconds. */
const FIRST_MILLISECONDS = 10_000

export interface ClusterOptions
  extends ConnectionsOptions,
    Pick<ClusterNodeOptions, 'lostMilliseconds' | 'kept' | 'onFault'> {
  /** Those that each node must have. */
  readonly courses: readonly NeededCourse[]
  readonly label?: NodeLabel | undefined
  readonly clock?: Clock | undefined
}

/**
 * All machines that run sandboxes for this server. Each is known by its id: it may come by another
 * address, leave and come back, while its readers keep what they have.
 */
export class Cluster implements Machines, Disposable {
  readonly #options: ClusterOptions
  readonly #clock: Clock
  readonly #closing = new AbortController()
  readonly #nodes = new Map<string, ClusterNode>()
  readonly #connections: Connections
  /** By their ids in the Swarm, as a manager told last. */
  #swarm: ReadonlyMap<string, SwarmNode> = new Map()
  readonly #listeners = new Set<() => void>()
  readonly #imageWatchers = new Set<{ readonly course: string; readonly tell: () => void }>()
  readonly #forgetting = new Map<string, () => void>()

  constructor(options: ClusterOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    const owner = { nodeOf: (facts: NodeFacts) => this.#nodeOf(facts), tell: () => this.#tell() }
    this.#connections = new Connections(options, owner, this.#clock)
  }

  /** Ends every connection; what is on the nodes stays as it is. */
  [Symbol.dispose](): void {
    this.#closing.abort()
    this.#listeners.clear()
    for (const cancel of this.#forgetting.values()) cancel()
    for (const node of this.#nodes.values()) node.close()
    this.#connections[Symbol.dispose]()
  }

  /** `known`, and the addresses that have never led to a node, each with the reason. */
  get all(): readonly Machine[] {
    return [...this.known, ...this.#connections.strangers()]
  }

  /** Nodes that are, or have been, ready, and those that this server cannot use. */
  get known(): readonly ClusterNode[] {
    return [...this.#nodes.values()].filter(({ isKnown }) => isKnown)
  }

  /** Nodes that are connected. */
  get here(): readonly ClusterNode[] {
    return this.known.filter(({ isHere }) => isHere)
  }

  find(id: string): ClusterNode | undefined {
    return this.#nodes.get(id)
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells when new sandboxes of a course come from another image on some node. @returns how to stop. */
  watchImage(course: string, tell: () => void): () => void {
    const watcher = { course, tell }
    this.#imageWatchers.add(watcher)
    return () => this.#imageWatchers.delete(watcher)
  }

  /** Makes the sandboxes of a course, on the node that each request names, and lists those of all. */
  driver(course: string, limits?: NodeSeatLimits): SandboxDriver {
    return clusterDriver(this, course, limits)
  }

  /**
   * Resolves when every address has answered or cannot be reached, or after ten seconds: a server that
   * starts does not wait for a machine that is down. @throws the signal's reason.
   */
  async settled(signal: AbortSignal): Promise<void> {
    const late = new AbortController()
    const cancel = this.#clock.after(FIRST_MILLISECONDS, () => late.abort())
    try {
      await this.#connections.firstLook
      const end = AbortSignal.any([signal, late.signal])
      while (!end.aborted && this.#connections.arePending) await this.#nextChange(end)
      signal.throwIfAborted()
    } finally {
      cancel()
    }
  }

  async *arrivals(): AsyncGenerator<void> {
    const late = new AbortController()
    const cancel = this.#clock.after(this.#options.lostMilliseconds, () => late.abort())
    const end = AbortSignal.any([this.#closing.signal, late.signal])
    try {
      const known = new Set(this.here)
      while (!this.#connections.areComplete && !end.aborted) {
        await this.#nextChange(end)
        const { size } = known
        for (const node of this.here) known.add(node)
        if (known.size > size) yield
      }
    } finally {
      cancel()
    }
  }

  #nextChange(end: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop()
        end.removeEventListener('abort', done)
        resolve()
      }
      const stop = this.watch(done)
      end.addEventListener('abort', done)
    })
  }

  /** The node of that id, as it says that it is now. */
  #nodeOf(facts: NodeFacts): ClusterNode {
    const node = this.#nodes.get(facts.id) ?? this.#add(facts)
    this.#forgetting.get(facts.id)?.()
    this.#forgetting.delete(facts.id)
    for (const { name, image } of facts.courses) {
      const earlier = node.facts.courses.find((one) => one.name === name)
      if (earlier && earlier.image !== image) this.#tellImage(name)
    }
    return node
  }

  #add(facts: NodeFacts): ClusterNode {
    const { courses, label, lostMilliseconds, kept, onFault } = this.#options
    const node = new ClusterNode(facts, {
      clock: this.#clock,
      lostMilliseconds,
      kept,
      verdictOf: (facts) => {
        const swarmNode = this.#swarm.get(facts.swarmNode ?? '')
        return verdictOf({ facts, courses, label, swarmNode })
      },
      onChange: () => this.#changed(node),
      onFault,
    })
    node.news.subscribe((news) => {
      if (news.type === 'image') this.#tellImage(news.course)
      if (news.type === 'swarm') this.#hearSwarm(news.nodes)
    })
    this.#nodes.set(facts.id, node)
    return node
  }

  #changed(node: ClusterNode): void {
    // Of one that was lost before, only the reason is another.
    if (node.state === 'lost' && !this.#forgetting.has(node.id)) {
      const forget = this.#clock.after(SHOWN_MILLISECONDS, () => this.#forget(node))
      this.#forgetting.set(node.id, forget)
    }
    this.#tell()
  }

  #forget(node: ClusterNode): void {
    this.#forgetting.delete(node.id)
    this.#nodes.delete(node.id)
    node.close()
    this.#tell()
  }

  #hearSwarm(nodes: readonly SwarmNode[]): void {
    this.#swarm = new Map(nodes.map((node) => [node.id, node]))
    for (const node of this.#nodes.values()) node.refresh()
  }

  #tellImage(course: string): void {
    for (const watcher of this.#imageWatchers) if (watcher.course === course) watcher.tell()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
