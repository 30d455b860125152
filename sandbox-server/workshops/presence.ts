import type { WorkshopNews } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'

/** Least time between two tellings, in milliseconds. */
const TELL_MILLISECONDS = 2000

/**
 * Fewest persons in the room, and at a block, of whom a count is told: with fewer, who counts the names
 * in the room knows who is meant.
 */
const FEWEST_HERE = 3
const FEWEST_AT_BLOCK = 2

/** @param blocks where each person in the room is; undefined: at none. @returns how many by block. */
export function countPresence(blocks: Iterable<string | undefined>): Record<string, number> {
  const counts = new Map<string, number>()
  let here = 0
  for (const block of blocks) {
    here += 1
    if (block !== undefined) counts.set(block, (counts.get(block) ?? 0) + 1)
  }
  if (here < FEWEST_HERE) return {}
  return Object.fromEntries([...counts].filter(([, count]) => count >= FEWEST_AT_BLOCK))
}

export interface PresenceOptions {
  readonly clock: Clock
  /** Where each person in the room is now. */
  readonly blocks: () => Iterable<string | undefined>
  /** Tells every page. */
  readonly tell: (news: WorkshopNews) => void
}

/** Tells how many are at each block, where that has changed. */
export class Presence {
  readonly #options: PresenceOptions
  #told: Record<string, number> = {}
  #toldAt = -Infinity
  #cancelTimer: (() => void) | undefined

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** What was told last: for a page that has just come. */
  get news(): WorkshopNews {
    return { news: 'presence', here: this.#told }
  }

  /** Somebody is elsewhere now, or has come, or has gone. */
  changed(): void {
    const { clock } = this.#options
    const wait = Math.max(0, this.#toldAt + TELL_MILLISECONDS - clock.now())
    this.#cancelTimer ??= clock.after(wait, () => {
      this.#cancelTimer = undefined
      this.#tell()
    })
  }

  close(): void {
    this.#cancelTimer?.()
  }

  #tell(): void {
    const { clock, blocks, tell } = this.#options
    const here = countPresence(blocks())
    if (isSame(here, this.#told)) return
    this.#told = here
    this.#toldAt = clock.now()
    tell(this.news)
  }
}

function isSame(one: Record<string, number>, other: Record<string, number>): boolean {
  const blocks = Object.keys(one)
  if (blocks.length !== Object.keys(other).length) return false
  return blocks.every((block) => one[block] === other[block])
}
