import type { NodeLevels } from '../../protocol/board-messages.ts'
import type { ServersNodes } from '../../sandbox-server/house/node-levels.ts'

/** A machine that takes readers, but for what is said of it. */
export function madeUpNode(name: string, otherwise: Partial<NodeLevels> = {}): NodeLevels {
  return {
    node: `id-of-${name}`,
    name,
    state: 'active',
    since: Date.UTC(2026, 10, 30, 9),
    why: null,
    sandboxes: 30,
    further: 12,
    processors: { count: 8, share: 0.25 },
    memory: { used: 4e9, limit: 16e9 },
    ...otherwise,
  }
}

/** Machines that are nowhere. */
export class MadeUpNodes implements ServersNodes {
  readonly #listeners = new Set<() => void>()
  #levels: readonly NodeLevels[]

  constructor(...levels: readonly NodeLevels[]) {
    this.#levels = levels
  }

  levels(): readonly NodeLevels[] {
    return this.#levels
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  become(...levels: readonly NodeLevels[]): void {
    this.#levels = levels
    for (const listener of this.#listeners) listener()
  }
}
