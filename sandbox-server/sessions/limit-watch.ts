import type { Notice } from '../../protocol/messages.ts'
import type { Sandbox } from '../sandboxes/sandbox.ts'
import { LimitNotices, parseSample } from './limit-notices.ts'

/** The sandbox's own program that prints what it has used of its limits (`sandbox/`). */
const COMMAND = 'exec blitz-limits'

/** Looks at the limits of one sandbox while somebody is there to be told. */
export class LimitWatch {
  readonly #sandbox: Sandbox
  readonly #tell: (notice: Notice) => void
  readonly #notices = new LimitNotices()
  #looking: AbortController | undefined

  constructor(sandbox: Sandbox, tell: (notice: Notice) => void) {
    this.#sandbox = sandbox
    this.#tell = tell
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
    for (const notice of sample ? this.#notices.next(sample) : []) this.#tell(notice)
  }
}
