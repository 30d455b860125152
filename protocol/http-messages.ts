import * as z from 'zod/mini'
import { fromBase64, toBase64 } from './base64.ts'
import { MAXIMUM_BATCH_FRAMES } from './limits.ts'

/**
 * A connection over plain HTTP, for pages that can have no WebSocket. It carries the very frames of
 * one. Each request is a POST of JSON to `SOCKET_PATH`: a page of another origin would have to ask
 * first, and is refused.
 *
 * | request | answer |
 * |---|---|
 * | `begin` | `begun` |
 * | `send` | none, once the frames have arrived |
 * | `receive` by `stream` | Server-Sent Events, each a `delivery`, until somebody ends the answer |
 * | `receive` by `poll` | one `delivery`, with no frames where there are none for some seconds |
 * | `end`, with the last batches | none |
 *
 * Every request may be refused with a `refusal`.
 */

/** Names a connection, and is known to nobody but its page: 24 random bytes in base64url. */
const connection = z.string().check(z.regex(/^[\w-]{32}$/))
const count = z.int().check(z.minimum(0))
/** As `encodeFrame` makes them. */
const frames = z.array(z.string()).check(z.maxLength(MAXIMUM_BATCH_FRAMES))
/** The client has every frame up to this one; the first is 1. */
const after = count
/** How the client receives at this moment. */
const transport = z.enum(['stream', 'poll'])

export const httpRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('begin') }),
  /** Batches are numbered from 1. One that is sent again is taken once. */
  z.strictObject({ type: z.literal('send'), connection, batch: count, after, frames, transport }),
  z.strictObject({ type: z.literal('receive'), connection, after, transport }),
  /** With what has not arrived for certain, since the page may be gone before it could ask again. */
  z.strictObject({
    type: z.literal('end'),
    connection,
    after,
    batches: z.array(z.strictObject({ batch: count, frames })).check(z.maxLength(2)),
  }),
])

export const begun = z.object({ connection })

/** `first`: the number of the first frame. `close`: the server has closed, with this code. */
export const delivery = z.object({ first: count, frames, close: z.optional(z.int()) })

/** With which code the connection is over. */
export const refusal = z.object({ close: z.int() })

export type HttpRequest = z.infer<typeof httpRequest>
/** Frames that travel together. */
export interface Batch {
  readonly batch: number
  readonly frames: string[]
}
export type Delivery = z.infer<typeof delivery>

/** Content type of the requests: none that a page of another origin may send unasked (Fetch, CORS). */
export const REQUEST_TYPE = 'application/json'

export const STREAM_TYPE = 'text/event-stream'

/** Whether an encoded frame is a message. Any other is a binary frame in base64, which has no brace. */
export function isMessage(frame: string): boolean {
  return frame.startsWith('{')
}

/** @returns the frame as a string that says by itself which kind it is. */
export function encodeFrame(frame: string | Uint8Array): string {
  if (typeof frame === 'string') return frame
  return toBase64(frame)
}

/** @throws where it is neither a message nor base64. */
export function decodeFrame(frame: string): string | ArrayBuffer {
  if (isMessage(frame)) return frame
  return fromBase64(frame).buffer
}
