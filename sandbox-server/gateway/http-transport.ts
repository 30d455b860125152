import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type CloseName, NO_CLOSE_CODE } from '../../protocol/close-codes.ts'
import { encodeEvent, STREAM_HEARTBEAT } from '../../protocol/event-stream.ts'
import { type Delivery, isMessage, STREAM_TYPE } from '../../protocol/http-messages.ts'
import {
  HEARTBEAT_MILLISECONDS,
  MAXIMUM_MESSAGE_BYTES,
  POLL_HOLD_MILLISECONDS,
} from '../../protocol/limits.ts'
import { CLOSE } from '../../protocol/sentences.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import type { Transport, TransportKind } from './transport.ts'

/**
 * A stream is ended after this time, and asked for again by a page that lives: that is how a dead one is
 * noticed. In milliseconds.
 */
export const STREAM_MILLISECONDS = 50_000

/** A page that asks for nothing for this long is gone, in milliseconds. */
export const ABSENT_MILLISECONDS = 15_000

interface Kept {
  /** As the protocol writes it. */
  readonly frame: string
  readonly taken: (() => void) | undefined
}

interface Receiver {
  readonly response: ServerResponse
  readonly kind: 'stream' | 'poll'
  /** Number of the last frame that was written to it. */
  written: number
  readonly timers: (() => void)[]
}

/**
 * A page's connection over plain HTTP: it lives from answer to answer. Each frame has a number and is
 * kept until the page is known to have it, so that an answer that is cut costs nothing.
 */
export class HttpTransport extends EventEmitter implements Transport {
  readonly OPEN = 1
  readyState = 1
  /** How its page receives, as the page has said last. */
  kind: Exclude<TransportKind, 'socket'> = 'stream'
  readonly #clock: Clock
  /** Frames that the page is not known to have; the first of them is `#confirmed` + 1. */
  readonly #kept: Kept[] = []
  #keptBytes = 0
  #confirmed = 0
  /** Number of the last batch that has come. */
  #batch = 0
  #receiver: Receiver | undefined
  #closedWith: number | undefined
  #isDeliveryDue = false
  #stopAbsence = () => {}

  constructor(clock: Clock = systemClock) {
    super()
    this.#clock = clock
    this.#awaitReceiver()
  }

  /** The code that it was closed with. */
  get closedWith(): number | undefined {
    return this.#closedWith
  }

  /** A page may say that it has what it never read: what the network has not taken counts, too. */
  get bufferedAmount(): number {
    return Math.max(this.#keptBytes, this.#receiver?.response.writableLength ?? 0)
  }

  send(frame: string | Uint8Array, taken?: () => void): void {
    if (this.readyState !== this.OPEN) return
    const encoded =
      typeof frame === 'string'
        ? frame
        : Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('base64')
    this.#kept.push({ frame: encoded, taken })
    this.#keptBytes += encoded.length
    this.#deliverSoon()
  }

  close(code: number): void {
    if (this.readyState !== this.OPEN) return
    this.readyState = this.OPEN + 1
    this.#closedWith = code
    this.#stopAbsence()
    this.#deliverSoon()
    queueMicrotask(() => this.emit('close', code))
  }

  /** The page is gone, or has said so. */
  end(): void {
    this.close(NO_CLOSE_CODE)
    this.#release()
  }

  /** Takes a batch of frames; one that has come before is not taken again. */
  accept(batch: number, after: number, frames: readonly string[]): void {
    if (!this.#confirm(after) || batch > this.#batch + 1) this.#refuse('malformed')
    if (batch <= this.#batch) return
    this.#batch = batch
    for (const frame of frames) {
      if (this.readyState !== this.OPEN) return
      const isText = isMessage(frame)
      const bytes = Buffer.from(frame, isText ? 'utf8' : 'base64')
      if (bytes.length > MAXIMUM_MESSAGE_BYTES) this.#refuse('tooLarge')
      else this.emit('message', bytes, !isText)
    }
  }

  /** Sends the page what comes after a frame that it has, by this answer, instead of by an earlier one. */
  receive(response: ServerResponse, after: number, kind: 'stream' | 'poll'): void {
    if (!this.#confirm(after)) this.#refuse('malformed')
    this.#release()
    this.#stopAbsence()
    this.kind = kind
    const receiver: Receiver = {
      response,
      kind,
      written: Math.max(after, this.#confirmed),
      timers: [],
    }
    this.#receiver = receiver
    response.once('close', () => {
      if (receiver === this.#receiver) this.#release()
    })
    if (kind === 'stream') this.#beginStream(receiver)
    else receiver.timers.push(this.#clock.after(POLL_HOLD_MILLISECONDS, () => this.#answer([])))
    this.#deliverSoon()
  }

  #beginStream({ response, timers }: Receiver): void {
    response.writeHead(200, {
      'Content-Type': STREAM_TYPE,
      // No proxy that knows these keeps anything back (nginx: `X-Accel-Buffering`).
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    })
    const beat = () => {
      if (response.writableLength === 0) response.write(STREAM_HEARTBEAT)
      timers[0] = this.#clock.after(HEARTBEAT_MILLISECONDS, beat)
    }
    beat()
    timers.push(this.#clock.after(STREAM_MILLISECONDS, () => this.#release()))
  }

  /** What is sent in one turn travels together. */
  #deliverSoon(): void {
    if (this.#isDeliveryDue) return
    this.#isDeliveryDue = true
    queueMicrotask(() => {
      this.#isDeliveryDue = false
      this.#deliver()
    })
  }

  #deliver(): void {
    const receiver = this.#receiver
    if (receiver === undefined) return
    const frames = this.#kept.slice(receiver.written - this.#confirmed).map(({ frame }) => frame)
    if (frames.length > 0 || this.#closedWith !== undefined) this.#answer(frames)
  }

  #answer(frames: string[]): void {
    const receiver = this.#receiver
    if (receiver === undefined) return
    const delivery: Delivery = {
      first: receiver.written + 1,
      frames,
      ...(this.#closedWith !== undefined && { close: this.#closedWith }),
    }
    receiver.written += frames.length
    const text = JSON.stringify(delivery)
    if (receiver.kind === 'stream') receiver.response.write(encodeEvent(text))
    else this.#end(text)
    if (this.#closedWith !== undefined) this.#release()
  }

  /** Ends the answer under way; the page asks again. */
  #release(): void {
    const receiver = this.#receiver
    if (receiver === undefined) return
    if (receiver.kind === 'poll') {
      this.#end(JSON.stringify({ first: receiver.written + 1, frames: [] } satisfies Delivery))
      return
    }
    this.#forgetReceiver(receiver)
    receiver.response.end()
  }

  #end(text: string): void {
    const receiver = this.#receiver
    if (receiver === undefined) return
    this.#forgetReceiver(receiver)
    sendJson(receiver.response, 200, text)
  }

  #forgetReceiver({ timers }: Receiver): void {
    this.#receiver = undefined
    for (const stop of timers) stop()
    this.#awaitReceiver()
  }

  #awaitReceiver(): void {
    this.#stopAbsence()
    if (this.readyState !== this.OPEN) return
    this.#stopAbsence = this.#clock.after(ABSENT_MILLISECONDS, () => this.close(NO_CLOSE_CODE))
  }

  /** @returns false where the page cannot have that frame. */
  #confirm(after: number): boolean {
    if (after > this.#confirmed + this.#kept.length) return false
    const taken = this.#kept.splice(0, Math.max(0, after - this.#confirmed))
    this.#confirmed += taken.length
    for (const { frame } of taken) this.#keptBytes -= frame.length
    for (const { taken: told } of taken) told?.()
    return true
  }

  #refuse(name: CloseName): void {
    this.close(CLOSE[name].code)
  }
}

export function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store, no-transform',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(text)
}
