import type { NodeAddress } from '../../node-protocol/address.ts'
import type { NodeFacts, NodeSeatLimits, SwarmNode } from '../../node-protocol/messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import type { SandboxDriver } from '../drivers/driver.ts'
import type { Machine, Machines } from '../drivers/machines.ts'
import { clusterDriver } from './cluster-driver.ts'
import { ClusterNode, type ClusterNodeOptions, type Link } from './cluster-node.ts'
import { byAddress, type LookUp, lookUpName, resolveNodes } from './resolve-nodes.ts'
import { type NeededCourse, type NodeLabel, verdictOf } from './verdict.ts'

/** How often names are looked up, in milliseconds. */
const LOOK_UP_MILLISECONDS = 2000

/** How long a node that is lost is still shown, in milliseconds. */
const SHOWN_MILLISECONDS = 60 * 60_000

/** How long a start waits for nodes that do not answer, in milliseconds. */
const FIRST_MILLISECONDS = 10_000

export interface ClusterOptions
  extends Pick<ClusterNodeOptions, 'lostMilliseconds' | 'kept' | 'onFault'> {
  /** Where nodes are: a name has as many as it has addresses. */
  readonly addresses: readonly NodeAddress[]
  /** Those that each node must have. */
  readonly courses: readonly NeededCourse[]
  readonly label?: NodeLabel | undefined
  /** Connects to a node, and again whenever that breaks. */
  readonly connect: (address: NodeAddress) => Link
  readonly lookUp?: LookUp | undefined
  readonly clock?: Clock | undefined
}

/** A connection, and the node that it leads to, once that has said who it is. */
interface Connection {
  readonly link: Link
  node: ClusterNode | undefined
  /** Since when it has led to no node, in milliseconds since 1970. */
  since: number
  readonly unwatch: () => void
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
  /** By the address as it is written. */
  readonly #connections = new Map<string, Connection>()
  /** Addresses of a node that is reached by another of its addresses. */
  readonly #twins = new Map<string, ClusterNode>()
  /** By their ids in the Swarm, as a manager told last. */
  #swarm: ReadonlyMap<string, SwarmNode> = new Map()
  #resolved: ReadonlyMap<NodeAddress, readonly NodeAddress[]> = new Map()
  readonly #listeners = new Set<() => void>()
  readonly #imageWatchers = new Set<{ readonly course: string; readonly tell: () => void }>()
  readonly #forgetting = new Map<string, () => void>()
  #firstLook: Promise<void>

  constructor(options: ClusterOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#firstLook = this.#look()
    void this.#keepLooking()
  }

  /** Ends every connection; what is on the nodes stays as it is. */
  [Symbol.dispose](): void {
    this.#closing.abort()
    this.#listeners.clear()
    for (const cancel of this.#forgetting.values()) cancel()
    for (const node of this.#nodes.values()) node.close()
    for (const address of [...this.#connections.keys()]) this.#drop(address)
  }

  /** Nodes that are, or have been, ready; and what is no node of this server's, with the reason. */
  get all(): readonly Machine[] {
    return [...this.known, ...this.#strangers()]
  }

  /** Nodes that are, or have been, ready. */
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
      await this.#firstLook
      const end = AbortSignal.any([signal, late.signal])
      while (!end.aborted && this.#isPending) await this.#nextChange(end)
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
      while (!this.#isComplete && !end.aborted) {
        await this.#nextChange(end)
        const { size } = known
        for (const node of this.here) known.add(node)
        if (known.size > size) yield
      }
    } finally {
      cancel()
    }
  }

  /** Whether each address has led to a node that is there. */
  get #isComplete(): boolean {
    const all = [...this.#connections.values()]
    return all.length > 0 && all.every(({ node }) => node?.isHere)
  }

  get #isPending(): boolean {
    return [...this.#connections.values()].some(({ link, node }) => {
      const { state } = link.state.value
      return state === 'connecting' || (state === 'connected' && !(node?.isHere || node?.isKnown))
    })
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

  async #keepLooking(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#clock.wait(LOOK_UP_MILLISECONDS, signal).catch(() => {})
      if (!signal.aborted) await this.#look()
    }
  }

  /** Connects to addresses that are new; those that are no more go once their connection breaks. */
  async #look(): Promise<void> {
    const { addresses, lookUp = lookUpName, connect } = this.#options
    this.#resolved = await resolveNodes(addresses, this.#resolved, lookUp)
    if (this.#closing.signal.aborted) return
    const wanted = byAddress(this.#resolved)
    for (const [written, address] of wanted) {
      if (this.#connections.has(written) || this.#isTwin(written)) continue
      const link = connect(address)
      const connection: Connection = {
        link,
        node: undefined,
        since: this.#clock.date(),
        unwatch: link.state.watch(() => this.#follow(written, connection)),
      }
      this.#connections.set(written, connection)
      this.#follow(written, connection)
    }
    for (const [written, { link }] of this.#connections) {
      if (!wanted.has(written) && link.state.value.state !== 'connected') this.#drop(written)
    }
  }

  /** Whether that address leads to a node that is connected by another one. */
  #isTwin(written: string): boolean {
    if (this.#twins.get(written)?.isHere) return true
    this.#twins.delete(written)
    return false
  }

  /** The connection at an address is in another state than before. */
  #follow(written: string, connection: Connection): void {
    const { link } = connection
    const { value } = link.state
    if (value.state === 'connected') this.#reached(written, connection, value.facts)
    if (value.state === 'away') {
      connection.node?.broken(link)
      this.#tell()
    }
  }

  #reached(written: string, connection: Connection, facts: NodeFacts): void {
    const node = this.#nodes.get(facts.id) ?? this.#add(facts)
    const before = node.facts
    connection.node = node
    // The node has ended the connection by its other address: two would take turns for ever.
    for (const [other, { node: same }] of this.#connections) {
      if (other === written || same !== node) continue
      this.#twins.set(other, node)
      this.#drop(other)
    }
    this.#forgetting.get(facts.id)?.()
    this.#forgetting.delete(facts.id)
    for (const { name, image } of facts.courses) {
      const earlier = before.courses.find((one) => one.name === name)
      if (earlier && earlier.image !== image) this.#tellImage(name)
    }
    void node.reached(connection.link, facts)
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
    if (node.state === 'lost') {
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

  #drop(written: string): void {
    const connection = this.#connections.get(written)
    if (connection === undefined) return
    this.#connections.delete(written)
    connection.unwatch()
    connection.link[Symbol.dispose]()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  /** Addresses that have never led to a node, or that lead to one that will not work for this server. */
  *#strangers(): Iterable<Machine> {
    for (const [written, { link, node, since }] of this.#connections) {
      const { value } = link.state
      if (node || value.state !== 'away') continue
      yield stranger(written, value.why, since)
    }
  }
}

function stranger(written: string, why: string, since: number): Machine {
  return {
    id: written,
    name: written,
    cpus: 0,
    state: 'refused',
    since,
    why,
    room: async () => {
      throw new Error(`${written} is no node of this server.`)
    },
  }
}
