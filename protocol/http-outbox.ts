import type { Batch } from './http-messages.ts'
import { ClosedError } from './http-requests.ts'
import { BATCH_CHARACTERS, MAXIMUM_BATCH_FRAMES } from './limits.ts'

/** Encoded frames of the first batch, in UTF-16 units: a slow line carries it within seconds. */
const FIRST_BATCH_CHARACTERS = 4 * 1024

/** An answer within this time doubles the batch; milliseconds. */
const QUICK_MILLISECONDS = 500

/** One that takes longer halves it; milliseconds. */
const SLOW_MILLISECONDS = 2000

/**
 * What has come is told with the next batch, and by one of its own from so much on: the server keeps it
 * until then. Invariant: much less than the server lets a page owe (`output-gate.ts`).
 */
const UNTOLD_CHARACTERS = 16 * 1024
const UNTOLD_FRAMES = 64

/** Tries of one batch; a server that has had it already takes it once. */
const TRIES = 4
const RETRY_MILLISECONDS = 300

interface Actions {
  /** @throws where it is not known to have arrived. */
  send(batch: number, frames: string[]): Promise<void>
  /** A batch cannot be brought to the server. */
  failed(error: Error): void
}

/** Sends frames in batches, in order: one batch at a time, and what came meanwhile in the next. */
export class HttpOutbox {
  readonly #actions: Actions
  #frames: string[] = []
  #batch = 0
  #batchCharacters = FIRST_BATCH_CHARACTERS
  #untoldCharacters = 0
  #untoldFrames = 0
  /** The batch under way. */
  #sent: Batch | undefined
  #isOpen = false
  #isSending = false

  constructor(actions: Actions) {
    this.#actions = actions
  }

  add(frame: string): void {
    this.#frames.push(frame)
    this.#sendSoon()
  }

  /** There is a connection. */
  open(): void {
    this.#isOpen = true
    this.#sendSoon()
  }

  /** A frame has come, of so many characters. */
  received(characters: number): void {
    this.#untoldCharacters += characters
    this.#untoldFrames += 1
    this.#sendSoon()
  }

  /** @returns what is not known to have arrived: the batch under way, and a last one. */
  get rest(): Batch[] {
    const last = { batch: this.#batch + 1, frames: this.#frames.slice(0, MAXIMUM_BATCH_FRAMES) }
    const sent = this.#sent ? [this.#sent] : []
    return last.frames.length > 0 ? [...sent, last] : sent
  }

  get #isWanted(): boolean {
    const owes = this.#untoldCharacters >= UNTOLD_CHARACTERS || this.#untoldFrames >= UNTOLD_FRAMES
    return this.#frames.length > 0 || owes
  }

  #sendSoon(): void {
    if (!this.#isOpen || this.#isSending || !this.#isWanted) return
    this.#isSending = true
    this.#sendAll().catch((error: Error) => this.#actions.failed(error))
  }

  async #sendAll(): Promise<void> {
    // What is said in one turn travels together.
    await Promise.resolve()
    while (this.#isWanted) {
      const frames = this.#take()
      this.#untoldCharacters = 0
      this.#untoldFrames = 0
      this.#batch += 1
      this.#sent = { batch: this.#batch, frames }
      await this.#sendBatch(this.#batch, frames)
      this.#sent = undefined
    }
    this.#isSending = false
  }

  async #sendBatch(batch: number, frames: string[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      const began = performance.now()
      try {
        await this.#actions.send(batch, frames)
        this.#adapt(performance.now() - began)
        return
      } catch (error) {
        if (error instanceof ClosedError || tries === TRIES) throw error
        await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MILLISECONDS * tries))
      }
    }
  }

  #take(): string[] {
    let characters = 0
    let count = 0
    for (const frame of this.#frames) {
      characters += frame.length
      if (count > 0 && characters > this.#batchCharacters) break
      count += 1
      if (count === MAXIMUM_BATCH_FRAMES) break
    }
    return this.#frames.splice(0, count)
  }

  #adapt(milliseconds: number): void {
    const now = this.#batchCharacters
    if (milliseconds <= QUICK_MILLISECONDS)
      this.#batchCharacters = Math.min(now * 2, BATCH_CHARACTERS)
    else if (milliseconds > SLOW_MILLISECONDS) {
      this.#batchCharacters = Math.max(now / 2, FIRST_BATCH_CHARACTERS)
    }
  }
}
