import type { Duplex } from 'node:stream'
import * as z from 'zod'
import {
  amount,
  machineRoom,
  type NodeRoom,
  type NodeSeatLimits,
  nameList,
  sandboxList,
  sandboxState,
  startNews,
  words,
} from '../../node-protocol/messages.ts'
import {
  DriverError,
  type SandboxDriver,
  type SandboxHandle,
  type SandboxRequest,
  type SandboxState,
} from '../drivers/driver.ts'
import type { NodeLink } from './node-link.ts'

/** What is asked of a node, whichever of its connections carries it. */
export type NodeCalls = Pick<NodeLink, 'call' | 'lines' | 'open' | 'news'>

/**
 * The sandboxes of one deployment on one node. All drivers of the node share it, since a sandbox is
 * one, whichever driver lists it.
 */
export class NodeSandboxes {
  readonly #link: NodeCalls
  readonly #node: string
  readonly #handles = new Map<string, NodeSandbox>()
  /** Ids of those that have been asked for, and whose start is not over. */
  readonly #starting = new Set<string>()
  /** Until a sweep that is under way has seen what there is. */
  #sweeping: Promise<unknown> = Promise.resolve()
  readonly #unwatch: (() => void)[]

  /** @param node its id: `SandboxHandle.node` of its sandboxes. */
  constructor(link: NodeCalls, node: string) {
    this.#link = link
    this.#node = node
    this.#unwatch = [
      link.news.subscribe((news) => {
        if (news.type === 'lost') this.#handles.get(news.id)?.end()
        // What ended while the connection was away is told by nobody.
        if (news.type === 'beat') void this.#look()
      }),
    ]
  }

  /** @param course whose sandboxes it makes and lists. */
  driver(course: string, limits?: NodeSeatLimits): SandboxDriver {
    const link = this.#link
    return {
      create: (request, signal) => this.#create(course, limits, request, signal),
      list: async () => {
        const listed = await link.call({ method: 'GET', path: '/sandboxes' }, sandboxList)
        return (listed ?? []).flatMap((one) => (one.course === course ? [this.handle(one.id)] : []))
      },
      room: () => this.room(),
      layerStores: async () =>
        (await link.call({ method: 'GET', path: '/layer-stores' }, nameList)) ?? [],
      removeLayerStore: async (name) => {
        await link.call({ method: 'DELETE', path: `/layer-stores/${name}` }, z.unknown())
      },
    }
  }

  async room(): Promise<
    NodeRoom & { availableBytes: number | undefined; diskBytes: number | undefined }
  > {
    const room = await this.#link.call({ method: 'GET', path: '/room' }, machineRoom)
    if (room === undefined) throw new DriverError('The node does not say what room it has.')
    return { availableBytes: undefined, diskBytes: undefined, ...room }
  }

  /**
   * Removes all but what is kept. What is asked for meanwhile begins when it is done: no list could
   * have it. @returns how many there were. @throws {DriverError}
   */
  async sweep(kept: ReadonlySet<string>): Promise<number> {
    const body = { kept: [...kept] }
    const sweep = this.#link.call({ method: 'POST', path: '/sweep', body }, amount)
    this.#sweeping = sweep.catch(() => {})
    return (await sweep)?.value ?? 0
  }

  /** Says whether the Swarm drains the machine. @throws {DriverError} */
  async sayDrained(drained: boolean): Promise<void> {
    await this.#link.call({ method: 'POST', path: '/drained', body: { drained } }, z.unknown())
  }

  /** The one of that id, whether it is there or not. */
  handle(id: string): SandboxHandle {
    const known = this.#handles.get(id)
    if (known) return known
    const handle = new NodeSandbox(this.#link, this.#node, id, () => this.#handles.delete(id))
    this.#handles.set(id, handle)
    return handle
  }

  /** Those that this server has, and needs, or has asked for. */
  get known(): readonly string[] {
    const wanted = [...this.#handles.values()].filter(({ isUnwanted }) => !isUnwanted)
    return [...wanted.map(({ id }) => id), ...this.#starting]
  }

  /** The node will not come back, or what it had is gone: nobody waits for it any more. */
  giveUp(): void {
    for (const handle of [...this.#handles.values()]) handle.giveUp()
  }

  close(): void {
    for (const stop of this.#unwatch) stop()
  }

  async #create(
    course: string,
    limits: NodeSeatLimits | undefined,
    { onRenewal, ...request }: SandboxRequest,
    signal: AbortSignal | undefined,
  ): Promise<SandboxHandle> {
    await this.#sweeping
    const body = { course, limits, request }
    const asked = { method: 'POST' as const, path: '/sandboxes', body, signal }
    this.#starting.add(request.id)
    try {
      for await (const news of this.#link.lines(asked, startNews)) {
        if (news.type === 'renewal') onRenewal?.()
        if (news.type === 'failed') throw new DriverError(news.failure.message)
        if (news.type === 'started') return this.handle(request.id)
      }
      throw new DriverError('The node has ended while the sandbox started.')
    } catch (error) {
      // The node may have started it in this moment, and nobody else knows of it.
      if (signal?.aborted) void this.#remove(request.id)
      throw error
    } finally {
      this.#starting.delete(request.id)
    }
  }

  /** Where the node is not reached, the next connection sweeps. Never rejects. */
  async #remove(id: string): Promise<void> {
    await this.#link
      .call({ method: 'DELETE', path: `/sandboxes/${id}` }, z.unknown())
      .catch(() => {})
  }

  /** Ends those that the node does not have any more. */
  async #look(): Promise<void> {
    const before = [...this.#handles.values()]
    try {
      const listed = await this.#link.call({ method: 'GET', path: '/sandboxes' }, sandboxList)
      const there = new Set(listed?.map(({ id }) => id))
      for (const handle of before) if (!there.has(handle.id)) handle.end()
    } catch {
      // Its connection broke again: the next one looks.
    }
  }
}

class NodeSandbox implements SandboxHandle {
  readonly id: string
  readonly node: string
  readonly lost: Promise<void>
  readonly #link: NodeCalls
  readonly #end: () => void
  #isGivenUp = false

  constructor(link: NodeCalls, node: string, id: string, onEnd: () => void) {
    this.#link = link
    this.id = id
    this.node = node
    const { promise, resolve } = Promise.withResolvers<void>()
    this.lost = promise
    this.#end = () => {
      onEnd()
      resolve()
    }
  }

  /** Nobody needs it any more: where its node is away, it is removed when that is back. */
  isUnwanted = false

  /** It has stopped. */
  end(): void {
    this.#end()
  }

  /** Its node is away for good. */
  giveUp(): void {
    this.#isGivenUp = true
    this.#end()
  }

  async connect(signal?: AbortSignal): Promise<Duplex> {
    const stream = await this.#link.open(this.#path('connect'), signal)
    if (stream === undefined) throw new DriverError('The sandbox cannot be reached.')
    return stream
  }

  dial(path: string, onBroken?: () => void): Promise<Duplex | undefined> {
    const dialled = this.#path(`dial?path=${encodeURIComponent(path)}`)
    return this.#link.open(dialled, undefined, onBroken)
  }

  async state(): Promise<SandboxState> {
    return (await this.#get('state', sandboxState)) ?? 'gone'
  }

  async lastWords(): Promise<string> {
    return (await this.#get('last-words', words))?.text ?? ''
  }

  async pause(): Promise<void> {
    await this.#link.call({ method: 'POST', path: this.#path('pause') }, z.unknown())
  }

  async resume(): Promise<void> {
    await this.#link.call({ method: 'POST', path: this.#path('resume') }, z.unknown())
  }

  async processorSeconds(): Promise<number> {
    return measured(await this.#get('processor-seconds', amount))
  }

  async memoryBytes(): Promise<number> {
    return measured(await this.#get('memory', amount))
  }

  async destroy(): Promise<void> {
    this.isUnwanted = true
    // A node that comes back after its sandboxes were given up is swept of them.
    if (this.#isGivenUp) return
    await this.#link.call({ method: 'DELETE', path: `/sandboxes/${this.id}` }, z.unknown())
  }

  release(): void {
    this.#end()
  }

  #get<Schema extends z.ZodType>(part: string, schema: Schema) {
    return this.#link.call({ method: 'GET', path: this.#path(part) }, schema)
  }

  #path(part: string): string {
    return `/sandboxes/${this.id}/${part}`
  }
}

function measured(answer: { value: number } | undefined): number {
  if (answer === undefined) throw new DriverError('The sandbox could not be measured.')
  return answer.value
}
