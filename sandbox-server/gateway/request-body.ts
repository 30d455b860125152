import type { IncomingMessage } from 'node:http'

/** Time for a body to come whole, in milliseconds: a large paste over a slow line. */
const BODY_MILLISECONDS = 60_000

/** @returns the body as text; undefined where it is larger than `most` bytes, cut off, or too slow. */
export function readBody(request: IncomingMessage, most: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const timer = setTimeout(() => request.destroy(), BODY_MILLISECONDS)
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= most) chunks.push(chunk)
    else resolve(undefined)
  })
  request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  request.once('error', () => resolve(undefined))
  request.once('close', () => {
    clearTimeout(timer)
    resolve(undefined)
  })
  return promise
}
