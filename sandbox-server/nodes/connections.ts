import type { NodeAddress } from '../../node-protocol/address.ts'
import type { NodeFacts } from '../../node-protocol/messages.ts'
import type { Clock } from '../common/clock.ts'
import type { Machine } from '../drivers/machines.ts'
import type { ClusterNode, Link } from './cluster-node.ts'
import { byAddress, type LookUp, lookUpName, resolveNodes } from './resolve-nodes.ts'

/** How often names are looked up, in milliseconds. */
const LOOK_UP_MILLISECONDS = 2000

export interface ConnectionsOptions {
  /** Where nodes are: a name has as many as it has addresses. */
  readonly addresses: readonly NodeAddress[]
  /** Connects to a node, and again whenever that breaks. */
  readonly connect: (address: NodeAddress) => Link
  readonly lookUp?: LookUp | undefined
}

/** What becomes of connections. */
export interface ConnectionsOwner {
  /** @returns the node that says that of itself. */
  nodeOf(facts: NodeFacts): ClusterNode
  /** Something has changed that is seen outside. */
  tell(): void
}

/** A connection, and the node that it leads to, once that has said who it is. */
interface Connection {
  readonly link: Link
  node: ClusterNode | undefined
  /** Since when it has led to no node, in milliseconds since 1970. */
  readonly since: number
  readonly unwatch: () => void
}

/**
 * One connection to each address, whatever is there. An address that is new is connected to; one that
 * is no more goes once its connection breaks.
 */
export class Connections implements Disposable {
  readonly #options: ConnectionsOptions
  readonly #owner: ConnectionsOwner
  readonly #clock: Clock
  readonly #closing = new AbortController()
  /** By the address as it is written. */
  readonly #all = new Map<string, Connection>()
  /** Addresses of a node that is reached by another of its addresses. */
  readonly #twins = new Map<string, ClusterNode>()
  #resolved: ReadonlyMap<NodeAddress, readonly NodeAddress[]> = new Map()
  /** Resolves when the names have been looked up once. */
  readonly firstLook: Promise<void>

  constructor(options: ConnectionsOptions, owner: ConnectionsOwner, clock: Clock) {
    this.#options = options
    this.#owner = owner
    this.#clock = clock
    this.firstLook = this.#look()
    void this.#keepLooking()
  }

  [Symbol.dispose](): void {
    this.#closing.abort()
    for (const address of [...this.#all.keys()]) this.#drop(address)
  }

  /** Whether each address has led to a node that is there. */
  get areComplete(): boolean {
    const all = [...this.#all.values()]
    return all.length > 0 && all.every(({ node }) => node?.isHere)
  }

  /** Whether some address has neither answered nor failed to. */
  get arePending(): boolean {
    return [...this.#all.values()].some(({ link, node }) => {
      const { state } = link.state.value
      return state === 'connecting' || (state === 'connected' && !node?.isKnown)
    })
  }

  /** Addresses that have never led to a node, each with the reason. */
  *strangers(): Iterable<Machine> {
    for (const [written, { link, node, since }] of this.#all) {
      const { value } = link.state
      if (node === undefined && value.state === 'away') yield stranger(written, value.why, since)
    }
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#clock.wait(LOOK_UP_MILLISECONDS, signal).catch(() => {})
      if (!signal.aborted) await this.#look()
    }
  }

  async #look(): Promise<void> {
    const { addresses, lookUp = lookUpName, connect } = this.#options
    this.#resolved = await resolveNodes(addresses, this.#resolved, lookUp)
    if (this.#closing.signal.aborted) return
    const wanted = byAddress(this.#resolved)
    for (const [written, address] of wanted) {
      if (this.#all.has(written) || this.#isTwin(written)) continue
      const link = connect(address)
      const connection: Connection = {
        link,
        node: undefined,
        since: this.#clock.date(),
        unwatch: link.state.watch(() => this.#follow(written, connection)),
      }
      this.#all.set(written, connection)
      this.#follow(written, connection)
    }
    for (const [written, { link }] of this.#all) {
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
      this.#owner.tell()
    }
  }

  #reached(written: string, connection: Connection, facts: NodeFacts): void {
    const node = this.#owner.nodeOf(facts)
    // Another machine may have got the address.
    if (connection.node !== node) connection.node?.left(connection.link)
    connection.node = node
    // The node has ended the connection by its other address: two would take turns for ever.
    for (const [other, { node: same }] of this.#all) {
      if (other === written || same !== node) continue
      this.#twins.set(other, node)
      this.#drop(other)
    }
    void node.reached(connection.link, facts)
  }

  #drop(written: string): void {
    const connection = this.#all.get(written)
    if (connection === undefined) return
    this.#all.delete(written)
    connection.unwatch()
    connection.link[Symbol.dispose]()
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
