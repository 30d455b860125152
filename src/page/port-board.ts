import type { PublishedPort } from '../../protocol/messages.ts'

/** Where a block shows ports. */
export interface PortPlace {
  show(ports: readonly PublishedPort[]): void
}

/** Remembers the block of each port, in this tab, over a reload. */
export interface PortMemory {
  load(port: string): string | undefined
  save(port: string, block: string | undefined): void
}

/**
 * Decides in which block of the page each port is shown: in the one that ran a command last when
 * the port appeared, and there it stays. A port whose block is on another page is shown in the block
 * that ran a command last on this one.
 */
export class PortBoard {
  readonly #memory: PortMemory
  readonly #places = new Map<string, PortPlace>()
  /** Where ports are that have no block of their own on this page. */
  readonly #guests = new Map<string, string>()
  #ports: readonly PublishedPort[] = []
  #lastUsed: string | undefined

  constructor(memory: PortMemory) {
    this.#memory = memory
  }

  /** A block that has a terminal. */
  join(block: string, place: PortPlace): void {
    this.#places.set(block, place)
    this.#arrange()
  }

  /** A command began in a block. */
  used(block: string): void {
    this.#lastUsed = block
  }

  update(ports: readonly PublishedPort[]): void {
    const now = new Set(ports.map(nameOf))
    for (const gone of this.#ports.map(nameOf).filter((name) => !now.has(name))) {
      this.#guests.delete(gone)
      this.#memory.save(gone, undefined)
    }
    this.#ports = ports
    this.#arrange()
  }

  /** What is published is not known any more: nothing is shown, and nothing forgotten. */
  lose(): void {
    this.#ports = []
    this.#arrange()
  }

  #arrange(): void {
    const blocks = this.#ports.map((port) => ({ port, block: this.#blockOf(nameOf(port)) }))
    for (const [name, place] of this.#places) {
      place.show(blocks.flatMap(({ port, block }) => (block === name ? port : [])))
    }
  }

  #blockOf(port: string): string | undefined {
    const home = this.#memory.load(port)
    if (home !== undefined && this.#places.has(home)) return home
    const block = this.#guests.get(port) ?? this.#lastUsed ?? this.#places.keys().next().value
    if (block === undefined) return undefined
    if (home === undefined) this.#memory.save(port, block)
    else this.#guests.set(port, block)
    return block
  }
}

function nameOf({ port, container }: PublishedPort): string {
  return `${port}/${container}`
}
