import type { Readable } from 'node:stream'
import type * as z from 'zod'
import { MESSAGE_BYTES } from './limits.ts'

/** @throws where it is longer than `MESSAGE_BYTES`, is no JSON, or is not of that form. */
export async function readMessage<Schema extends z.ZodType>(
  stream: Readable,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length
    if (bytes > MESSAGE_BYTES) throw new Error('The message is too long.')
    chunks.push(chunk as Buffer)
  }
  const text = Buffer.concat(chunks).toString()
  return schema.parse(JSON.parse(text))
}

/** Messages of one line each, as they come. @throws as `readMessage`, and when the stream breaks. */
export async function* readLines<Schema extends z.ZodType>(
  stream: Readable,
  schema: Schema,
): AsyncGenerator<z.infer<Schema>> {
  // Joined once a line: what comes a byte at a time must not be looked through again with each.
  let parts: string[] = []
  let length = 0
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const pieces = (chunk as string).split('\n')
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) {
        const line = parts.join('')
        parts = []
        length = 0
        yield schema.parse(JSON.parse(line))
      }
      parts.push(piece)
      length += piece.length
      if (length > MESSAGE_BYTES) throw new Error('The message is too long.')
    }
  }
}

/** One message, as a line. */
export function line(message: unknown): string {
  return `${JSON.stringify(message)}\n`
}
