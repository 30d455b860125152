import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type HeaderPlace, responseHeaders } from './preview-headers.ts'

/** Bytes that a reason phrase may have (RFC 9112 section 4): everything else could end the line. */
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/

/** An answer that no browser could be given. */
export class StrangeAnswerError extends Error {
  override readonly name = 'StrangeAnswerError'
}

/**
 * Hands an app's answer to the browser as it streams.
 * @throws {StrangeAnswerError} before anything was sent, where the answer is no final one of HTTP.
 * @throws when either side ends in the middle.
 */
export async function handOn(
  answer: IncomingMessage,
  response: ServerResponse,
  place: HeaderPlace,
): Promise<void> {
  const { statusCode: status = 0, statusMessage = '' } = answer
  // An informational status would leave the browser waiting for ever (RFC 9110 section 15.2).
  if (status < 200) throw new StrangeAnswerError(`The app answered with status ${status}.`)
  writeHead(response, status, statusMessage, responseHeaders(answer.headers, place))
  await pipeline(answer, response)
}

/** Tells the browser that the app speaks WebSocket from here on. @throws {StrangeAnswerError} */
export function switchProtocols(
  answer: IncomingMessage,
  response: ServerResponse,
  place: HeaderPlace,
): void {
  const { statusCode, headers } = answer
  if (statusCode !== 101 || headers.upgrade?.toLowerCase() !== 'websocket') {
    throw new StrangeAnswerError('The app switched to a protocol that was not asked for.')
  }
  response.sendDate = false
  writeHead(response, 101, '', responseHeaders(headers, place, { upgrade: true }))
  response.flushHeaders()
}

/** A response on the bare stream that Node hands over with a request to switch protocols. */
export function responseOn(stream: Duplex, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(stream as Socket)
  response.once('finish', () => {
    response.detachSocket(stream as Socket)
    stream.end()
  })
  return response
}

function writeHead(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: ReturnType<typeof responseHeaders>,
): void {
  const usable = REASON.test(reason) ? reason : ''
  try {
    response.writeHead(status, usable || (STATUS_CODES[status] ?? ''), headers)
  } catch (error) {
    throw new StrangeAnswerError('The head of the answer cannot be sent.', { cause: error })
  }
}
