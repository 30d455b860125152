import type * as z from 'zod'
import type { NodeFacts, NodeNews, NodeSeatLimits } from '../../node-protocol/messages.ts'
import type { Clock } from '../common/clock.ts'
import { Stream } from '../common/stream.ts'
import { DriverError, type MachineRoom, type SandboxDriver } from '../drivers/driver.ts'
import type { Machine, MachineState } from '../drivers/machines.ts'
import { type NodeCalls, NodeSandboxes } from './node-driver.ts'
import type { NodeLink } from './node-link.ts'

/** A connection to a node: one that breaks is made again. */
export type Link = NodeCalls & Pick<NodeLink, 'state'> & Disposable

/** Why a node that is connected takes no readers. */
export interface Verdict {
  readonly state: Extract<MachineState, 'drained' | 'paused' | 'refused'>
  readonly why: string | undefined
}

export interface ClusterNodeOptions {
  readonly clock: Clock
  /** How long a node may be away before its sandboxes are given up. */
  readonly lostMilliseconds: number
  /** Sandboxes that readers have, by what this server, or the one before, has written down. */
  readonly kept: () => ReadonlySet<string>
  /** @returns undefined of a node that may take readers. */
  readonly verdictOf: (facts: NodeFacts) => Verdict | undefined
  /** Something of it has changed. */
  readonly onChange: (node: ClusterNode) => void
  readonly onFault: (error: unknown) => void
}

/** `new`: it has never been ready. `away`: what it has is kept. `lost`: what it had was given up. */
type Presence = 'new' | 'here' | 'away' | 'lost'

/**
 * One node, by its id: whichever connection leads to it at the moment. Its sandboxes are the same over
 * a break, over another address, and over another program of the machine.
 */
export class ClusterNode implements Machine {
  readonly id: string
  readonly sandboxes: NodeSandboxes
  /** What it tells of itself, over whichever connection. */
  readonly news = new Stream<NodeNews>()
  readonly #options: ClusterNodeOptions
  #facts: NodeFacts
  #link: Link | undefined
  #unsubscribe: (() => void) | undefined
  #presence: Presence = 'new'
  /** How often it was reached. */
  #arrivals = 0
  #isLeaving = false
  /** What its program was told over this connection; undefined where nothing was. */
  #saidDrained: boolean | undefined
  #awaySince: number | undefined
  #stopWaiting: (() => void) | undefined
  #room: MachineRoom | undefined
  /** Whether it did not say the last time what room it has. */
  #hasFailed = false
  #standing: { state: MachineState; why: string | undefined; since: number }
  #isClosed = false

  constructor(facts: NodeFacts, options: ClusterNodeOptions) {
    this.id = facts.id
    this.#facts = facts
    this.#options = options
    this.#standing = { state: 'away', why: undefined, since: options.clock.date() }
    const calls: NodeCalls = {
      call: async (request, answer) => this.#current.call(request, answer),
      lines: (request, answer) => this.#lines(request, answer),
      open: async (path, signal, onBroken) => this.#current.open(path, signal, onBroken),
      news: this.news,
    }
    this.sandboxes = new NodeSandboxes(calls, facts.id)
  }

  get facts(): NodeFacts {
    return this.#facts
  }

  get name(): string {
    return this.#facts.name
  }

  get cpus(): number {
    return this.#facts.cpus
  }

  get state(): MachineState {
    return this.#standing.state
  }

  get since(): number {
    return this.#standing.since
  }

  get why(): string | undefined {
    return this.#standing.why
  }

  /** Whether it has ever been ready, or cannot be used: before that there is nothing to show. */
  get isKnown(): boolean {
    return this.#presence !== 'new' || this.state === 'refused'
  }

  /** Whether it is connected, and nothing is on it that nobody knows. */
  get isHere(): boolean {
    return this.#presence === 'here'
  }

  driver(course: string, limits?: NodeSeatLimits): SandboxDriver {
    return this.sandboxes.driver(course, limits)
  }

  async room(): Promise<MachineRoom> {
    if (this.#presence !== 'here' && this.#room) return this.#room
    try {
      this.#room = await this.sandboxes.room()
      this.#hasFailed = false
      return this.#room
    } catch (error) {
      // The connection may have broken in this moment, which is told elsewhere.
      const isFirst = !this.#hasFailed
      this.#hasFailed = true
      if (isFirst && this.#room) return this.#room
      throw error
    }
  }

  /** It is reached by that connection from now on. What nobody knows is removed before readers come. */
  async reached(link: Link, facts: NodeFacts): Promise<void> {
    this.#unsubscribe?.()
    this.#link = link
    this.#facts = facts
    this.#isLeaving = false
    this.#saidDrained = undefined
    this.#unsubscribe = link.news.subscribe((news) => this.#hear(news))
    if (this.#options.verdictOf(facts)?.state === 'refused') return this.refresh()
    this.#stopWaiting?.()
    const arrival = ++this.#arrivals
    try {
      await this.sandboxes.sweep(new Set([...this.#options.kept(), ...this.sandboxes.known]))
    } catch (error) {
      // Where the connection broke, the next one sweeps; what else is wrong, a host must hear.
      if (this.#isBy(link, arrival)) this.#options.onFault(error)
    }
    if (!this.#isBy(link, arrival)) return
    this.#presence = 'here'
    this.#awaySince = undefined
    this.refresh()
  }

  /** That connection broke. It is tried again, by its owner; meanwhile all that is here is kept. */
  broken(link: Link): void {
    if (link !== this.#link || this.#isClosed) return
    const { clock, lostMilliseconds } = this.#options
    if (this.#presence === 'here') this.#presence = 'away'
    if (this.#presence === 'away') {
      this.#awaySince ??= clock.now()
      const left = Math.max(0, this.#awaySince + lostMilliseconds - clock.now())
      this.#stopWaiting?.()
      this.#stopWaiting = clock.after(left, () => this.#lose())
    }
    this.refresh()
  }

  /** That connection leads to another machine from now on. */
  left(link: Link): void {
    if (link !== this.#link) return
    this.#unsubscribe?.()
    this.#link = undefined
    this.refresh()
  }

  /** Looks again whether it takes readers. */
  refresh(): void {
    if (this.#isClosed) return
    this.#sayDrained()
    const { state, why } = this.#judge()
    if (state === this.state && why === this.why) return
    this.#standing = { state, why, since: this.#options.clock.date() }
    this.#options.onChange(this)
  }

  /** The server ends: sandboxes stay as they are. */
  close(): void {
    this.#isClosed = true
    this.#stopWaiting?.()
    this.#unsubscribe?.()
    this.sandboxes.close()
  }

  #judge(): { state: MachineState; why: string | undefined } {
    const why = reasonOf(this.#link)
    const verdict = this.#options.verdictOf(this.#facts)
    if (verdict?.state === 'refused') return verdict
    if (this.#presence === 'lost') return { state: 'lost', why }
    if (this.#presence !== 'here') return { state: 'away', why }
    if (this.#isLeaving) return { state: 'leaving', why: undefined }
    return verdict ?? { state: 'active', why: undefined }
  }

  /** Its program is stopped by the Swarm then, and must know that no other one follows. */
  #sayDrained(): void {
    if (this.#presence !== 'here') return
    const verdict = this.#options.verdictOf(this.#facts)
    // Without the label that this server wants, it is no other machine for its Swarm.
    const isDrained = verdict?.state === 'drained' && verdict.why === undefined
    if (isDrained === this.#saidDrained) return
    this.#saidDrained = isDrained
    // Where it is not reached, it is told over the next connection.
    this.sandboxes.sayDrained(isDrained).catch(() => {})
  }

  #hear(news: NodeNews): void {
    if (news.type === 'leaving') {
      this.#isLeaving = true
      this.refresh()
    }
    this.news.emit(news)
  }

  #lose(): void {
    this.#presence = 'lost'
    this.#awaySince = undefined
    // First of all nobody new gets anything there.
    this.refresh()
    this.sandboxes.giveUp()
  }

  /** Whether the same connection still leads to it: one that broke meanwhile may be there again. */
  #isBy(link: Link, arrival: number): boolean {
    if (this.#isClosed || this.#link !== link || this.#arrivals !== arrival) return false
    return link.state.value.state === 'connected'
  }

  get #current(): Link {
    if (this.#link?.state.value.state === 'connected') return this.#link
    throw new DriverError(`The machine ${this.name} is away.`)
  }

  async *#lines<Schema extends z.ZodType>(
    request: Parameters<NodeCalls['lines']>[0],
    answer: Schema,
  ): AsyncGenerator<z.infer<Schema>> {
    yield* this.#current.lines(request, answer)
  }
}

function reasonOf(link: Link | undefined): string | undefined {
  const state = link?.state.value
  return state?.state === 'away' ? state.why : undefined
}
