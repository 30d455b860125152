import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Where a registry of ours listens: a socket that only this user can reach. */
export interface RegistryAddress {
  readonly socketPath: string
}

export interface RegistryRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Readable | Buffer
  readonly agent?: Agent
  readonly signal?: AbortSignal | undefined
}

/**
 * One request to a registry of ours.
 * @throws when nothing listens, or the connection breaks before there is an answer.
 */
export async function askRegistry(
  { socketPath }: RegistryAddress,
  { method, path, headers, body, agent, signal }: RegistryRequest,
): Promise<IncomingMessage> {
  const request = httpRequest({
    socketPath,
    method,
    path,
    headers: { host: 'hub', ...headers } as Record<string, string | string[]>,
    ...(agent && { agent }),
    ...(signal && { signal }),
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject)
  })
  if (body === undefined || Buffer.isBuffer(body)) {
    request.end(body)
    return answer
  }
  // An answer may come before the body is through: the registry has seen enough.
  const sent = pipeline(body, request)
  return Promise.race([answer, sent.then(() => answer)])
}

/** Reads and drops a body that nobody wants, so that its connection can be used again. */
export function drop(answer: IncomingMessage): void {
  answer.resume()
}
