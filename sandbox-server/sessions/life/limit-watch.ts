import type { Notice, Usage } from '../../../protocol/messages.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { LimitNotices, parseSample, usageOf } from './limit-notices.ts'

/** The sandbox's own program that prints what it has used of its limits (`sandbox/`). */
const COMMAND = 'exec blitz-limits'

export interface LimitWatchEvents {
  /** The sandbox has hit a limit. */
  readonly onNotice: (notice: Notice) => void
  readonly onUsage: (usage: Usage) => void
}

/** Looks at the limits of one sandbox while somebody is there to be told. */
export class LimitWatch {
  readonly #sandbox: Sandbox
  readonly #events: LimitWatchEvents
  readonly #notices = new LimitNotices()
  #looking: AbortController | undefined

  constructor(sandbox: Sandbox, events: LimitWatchEvents) {
    this.#sandbox = sandbox
    this.#events = events
  }

  start(): void {
    if (this.#looking) return
    const looking = new AbortController()
    this.#looking = looking
    this.#sandbox.connection
      .follow(COMMAND, (line) => this.#read(line), looking.signal)
      // A sandbox that cannot open a further channel is about to say so itself.
      .catch(() => {})
      .then(() => {
        // A reader may end it; it comes back with the next page.
        if (this.#looking === looking) this.#looking = undefined
      })
  }

  stop(): void {
    this.#looking?.abort()
    this.#looking = undefined
  }

  #read(line: string): void {
    const sample = parseSample(line)
    if (sample === undefined) return
    const notices = this.#notices.next(sample, performance.now())
    for (const notice of notices) this.#events.onNotice(notice)
    this.#events.onUsage(usageOf(sample))
  }
}
