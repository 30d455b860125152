import { once } from 'node:events'
import { Duplex } from 'node:stream'
import type { KnownPrompt } from './known-prompt.ts'

/**
 * Prints what a shell will have printed at its prompt, and breaks off there: whoever reads it goes on
 * with the shell itself.
 */
export class PromptStandIn extends Duplex {
  readonly offset = 0
  readonly seam = 0

  constructor({ printed }: KnownPrompt) {
    super({ emitClose: true })
    this.push(printed)
    this.push(null)
    this.end()
  }

  /** Resolves when all of it has been read. */
  async isRead(): Promise<void> {
    if (!this.closed) await once(this, 'close')
  }

  taken(): number {
    return 0
  }

  /** What is typed waits with whoever typed it, until the shell itself asks for it. */
  type(): void {}
  resize(): void {}
  signal(): void {}

  close(): void {
    this.destroy()
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done()
  }
}
