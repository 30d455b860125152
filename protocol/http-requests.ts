import type * as z from 'zod/mini'
import { type Batch, type HttpRequest, REQUEST_TYPE, refusal } from './http-messages.ts'

/** What is needed of an answer: that of the browser's `fetch`, and of Node's. */
export interface HttpAnswer {
  readonly ok: boolean
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  readonly body: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> }
  } | null
}

export type Fetch = (
  address: string,
  options: {
    method: string
    headers: Record<string, string>
    body: string
    cache: 'no-store'
    keepalive: boolean
    signal: AbortSignal
  },
) => Promise<HttpAnswer>

/** The server has closed the connection, or does not have it any more. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError'
  readonly code: number

  constructor(code: number) {
    super(`The connection was closed with ${code}.`)
    this.code = code
  }
}

/** Nothing was heard for as long as that may take. */
export class SilentError extends Error {
  override readonly name = 'SilentError'
}

/**
 * Frames of a goodbye, in bytes: a browser carries 64 KiB past the end of a page (Fetch, `keepalive`),
 * the rest of the request among them.
 */
const FAREWELL_BYTES = 60 * 1024

/** Sends the requests of one connection, each within a time. */
export class HttpRequests {
  readonly #address: string
  readonly #fetch: Fetch
  readonly #open = new Set<AbortController>()

  constructor(address: string, fetch: Fetch) {
    this.#address = address
    this.#fetch = fetch
  }

  /**
   * @param use reads the answer; within `milliseconds`, which `heard` begins anew.
   * @throws {ClosedError} when the server says so, {SilentError} when the time is over; else what
   * `fetch` or `use` throws.
   */
  async ask<Result>(
    request: HttpRequest,
    milliseconds: number,
    use: (answer: HttpAnswer, heard: (milliseconds: number) => void) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController()
    let isLate = false
    const abort = () => {
      isLate = true
      controller.abort()
    }
    let timer = setTimeout(abort, milliseconds)
    this.#open.add(controller)
    try {
      const answer = await this.#send(request, controller.signal)
      if (!answer.ok) throw await this.#refusalIn(answer)
      return await use(answer, (more) => {
        clearTimeout(timer)
        timer = setTimeout(abort, more)
      })
    } catch (error) {
      throw isLate ? new SilentError('Nothing was heard.', { cause: error }) : error
    } finally {
      clearTimeout(timer)
      this.#open.delete(controller)
      // What is left of the answer is not read.
      controller.abort()
    }
  }

  /** Says goodbye, with the last batches, though the page may be gone before that is answered. */
  end(connection: string, after: number, batches: readonly Batch[]): void {
    const { signal } = new AbortController()
    const fitting = firstBytesOf(batches, FAREWELL_BYTES)
    this.#send({ type: 'end', connection, after, batches: fitting }, signal, true).catch(() => {})
  }

  /** Ends every request that is under way. */
  abort(): void {
    for (const controller of this.#open) controller.abort()
  }

  #send(request: HttpRequest, signal: AbortSignal, keepalive = false): Promise<HttpAnswer> {
    return this.#fetch(this.#address, {
      method: 'POST',
      headers: { 'Content-Type': REQUEST_TYPE },
      body: JSON.stringify(request),
      cache: 'no-store',
      keepalive,
      signal,
    })
  }

  async #refusalIn(answer: HttpAnswer): Promise<Error> {
    const refused = parse(refusal, await answer.text())
    return refused ? new ClosedError(refused.close) : new Error('That is no answer of the server.')
  }
}

/** @returns as many of the first frames as have so many bytes. */
function firstBytesOf(batches: readonly Batch[], bytes: number): Batch[] {
  let left = bytes
  return batches.map(({ batch, frames }) => {
    const end = frames.findIndex((frame) => {
      left -= new TextEncoder().encode(JSON.stringify(frame)).length + 1
      return left < 0
    })
    return { batch, frames: end < 0 ? frames : frames.slice(0, end) }
  })
}

/** @returns undefined where `text` is not JSON, or not as the schema says. */
export function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string,
): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
