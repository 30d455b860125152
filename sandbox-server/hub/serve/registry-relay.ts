import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { askRegistry, type RegistryRequest } from '../store/registry-address.ts'
import type { RegistryProcess } from '../store/registry-process.ts'
import { RegistryError } from './registry-error.ts'

/** Headers that matter to the registry, and no others. */
const REQUEST_HEADERS = [
  'accept',
  'content-length',
  'content-range',
  'content-type',
  'if-none-match',
  'range',
]
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date'])

/** @returns what of a reader's request the registry behind the hub gets to see. */
export function relayedHeaders(request: IncomingMessage): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  for (const name of REQUEST_HEADERS) {
    const value = request.headers[name]
    if (value !== undefined) headers[name] = value
  }
  return headers
}

/**
 * Asks a registry of ours, and once more where it has just been started again.
 * @throws {RegistryError} when it does not come back in time.
 */
export async function askAgain(
  registry: RegistryProcess,
  request: RegistryRequest,
): Promise<IncomingMessage> {
  try {
    return await askRegistry(registry.address, request)
  } catch {
    try {
      await registry.ready()
      return await askRegistry(registry.address, request)
    } catch (cause) {
      throw new RegistryError('unavailable', { cause })
    }
  }
}

/**
 * Hands an answer on as if the registry behind the hub did not exist.
 * @param prefix of the repository's name there, which nobody is to see.
 */
export async function relayAnswer(
  from: IncomingMessage,
  response: ServerResponse,
  prefix: string,
): Promise<void> {
  response.statusCode = from.statusCode ?? 502
  for (const [name, value] of Object.entries(from.headers)) {
    if (value === undefined || HOP_HEADERS.has(name)) continue
    const isAddress = name === 'location' || name === 'link'
    response.setHeader(name, isAddress ? String(value).replace(`/v2/${prefix}`, '/v2/') : value)
  }
  if (prefix === '' || !namesRepository(from)) {
    // A head that cannot be sent throws here, and not in the middle of the stream.
    response.flushHeaders()
    await pipeline(from, response)
    return
  }
  const body = (await buffer(from)).toString().replaceAll(prefix, '')
  response.setHeader('content-length', Buffer.byteLength(body)).end(body)
}

/** Lists of tags and errors do; what has a digest is content, and stays as it is. */
function namesRepository({ headers }: IncomingMessage): boolean {
  return (
    String(headers['content-type']).startsWith('application/json') &&
    headers['docker-content-digest'] === undefined
  )
}
