import type { Duplex } from 'node:stream'
import type * as z from 'zod'
import { type NodeAddress, showNodeAddress } from '../../node-protocol/address.ts'
import { NODE_PROTOCOL, type NodeFacts, type NodeNews } from '../../node-protocol/messages.ts'
import { Stream } from '../../sandbox-server/common/stream.ts'
import { Watched } from '../../sandbox-server/common/watched.ts'
import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import type { Link } from '../../sandbox-server/nodes/cluster-node.ts'
import type { LinkState } from '../../sandbox-server/nodes/node-link.ts'

/** A node program that answers from memory. */
export class MadeUpProgram {
  readonly facts: NodeFacts
  readonly sandboxes = new Set<string>()
  /** What each sweep kept. */
  readonly sweeps: string[][] = []
  /** Sandboxes that were asked for, with their layer stores. */
  readonly started: string[] = []
  /** What it was told of its Swarm, in turn. */
  readonly drained: (boolean | undefined)[] = []
  /** The connection that it has; another one ends it, as the real program does. */
  link: MadeUpLink | undefined

  constructor(id: string, facts: Partial<NodeFacts> = {}) {
    this.facts = {
      protocol: NODE_PROTOCOL,
      version: '1.0.0',
      id,
      name: `machine-${id}`,
      cpus: 4,
      memoryBytes: 2 ** 33,
      courses: [{ name: '', hasEngine: true, image: 'sha256:1' }],
      warnings: [],
      swarmNode: `swarm-${id}`,
      ...facts,
    }
  }

  tell(news: NodeNews): void {
    this.link?.news.emit(news)
  }

  answer({ method, path, body }: { method: string; path: string; body?: unknown }): unknown {
    const { request, kept, drained } = (body ?? {}) as {
      request?: { id: string }
      kept?: string[]
      drained?: boolean
    }
    switch (`${method} ${path}`) {
      case 'POST /sandboxes': {
        const { id = '' } = request ?? {}
        this.sandboxes.add(id)
        this.started.push(id)
        return { type: 'started' }
      }
      case 'GET /sandboxes':
        return [...this.sandboxes].map((id) => ({ id, course: '' }))
      case 'POST /sweep': {
        this.sweeps.push((kept ?? []).toSorted())
        const before = this.sandboxes.size
        for (const id of this.sandboxes) if (!kept?.includes(id)) this.sandboxes.delete(id)
        return { value: before - this.sandboxes.size }
      }
      case 'POST /drained':
        this.drained.push(drained)
        return undefined
      case 'GET /room':
        return { memoryBytes: 2 ** 33, availableBytes: 2 ** 32, stalled: 0, pressure: 0 }
    }
    const [, id = ''] = /^\/sandboxes\/([^/]+)$/.exec(path) ?? []
    if (method === 'DELETE') this.sandboxes.delete(id)
    return undefined
  }
}

/** A connection to whatever program is at its address, while that is reached. */
export class MadeUpLink implements Link {
  readonly address: NodeAddress
  readonly state = new Watched<LinkState>({ state: 'connecting' })
  readonly news = new Stream<NodeNews>()
  readonly #network: MadeUpNetwork
  isClosed = false

  constructor(address: NodeAddress, network: MadeUpNetwork) {
    this.address = address
    this.#network = network
  }

  get facts(): NodeFacts | undefined {
    const { value } = this.state
    return value.state === 'connected' ? value.facts : undefined
  }

  async call<Schema extends z.ZodType>(
    request: Parameters<Link['call']>[0],
    answer: Schema,
  ): Promise<z.infer<Schema> | undefined> {
    if (this.state.value.state !== 'connected') throw new DriverError('It cannot be reached.')
    const said = await this.#network.programs.get(showNodeAddress(this.address))?.answer(request)
    return said === undefined ? undefined : answer.parse(said)
  }

  async *lines<Schema extends z.ZodType>(
    request: Parameters<Link['lines']>[0],
    answer: Schema,
  ): AsyncGenerator<z.infer<Schema>> {
    const said = await this.call(request, answer)
    if (said !== undefined) yield said
  }

  async open(): Promise<Duplex | undefined> {
    return undefined
  }

  /** Tries once, as a real one does again and again. */
  try(): void {
    if (this.isClosed) return
    const program = this.#network.programs.get(showNodeAddress(this.address))
    if (program === undefined) {
      this.state.set({ state: 'away', why: 'connect ECONNREFUSED' })
      return
    }
    if (this.state.value.state === 'connected') return
    const earlier = program.link
    program.link = this
    this.state.set({ state: 'connected', facts: program.facts })
    this.news.emit({ type: 'beat' })
    if (earlier !== this) earlier?.break()
  }

  break(): void {
    if (!this.isClosed) this.state.set({ state: 'away', why: 'It no longer answers.' })
  }

  [Symbol.dispose](): void {
    this.isClosed = true
  }
}

/** Node programs by their addresses, and the connections of one server to them. */
export class MadeUpNetwork {
  readonly programs = new Map<string, MadeUpProgram>()
  readonly links: MadeUpLink[] = []

  connect = (address: NodeAddress): MadeUpLink => {
    const link = new MadeUpLink(address, this)
    this.links.push(link)
    queueMicrotask(() => link.try())
    return link
  }

  /** Every connection that is broken is tried again. */
  tryAgain(): void {
    for (const link of this.links) if (link.state.value.state === 'away') link.try()
  }

  /** What was at that address is no longer there, or is not reached. */
  cut(address: string): MadeUpProgram | undefined {
    const program = this.programs.get(address)
    this.programs.delete(address)
    program?.link?.break()
    return program
  }
}
