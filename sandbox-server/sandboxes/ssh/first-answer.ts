import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** Informational answers (1xx) that may come before the real one; a browser rarely sees two. */
const MAXIMUM_INFORMATIONAL = 32

/** The head of an answer; with `stream` and `head` the connection speaks another protocol now. */
export interface FirstAnswer {
  readonly answer: IncomingMessage
  readonly upgraded?: { readonly stream: Duplex; readonly head: Buffer }
}

/** There was no answer; the message says why. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
  readonly reason: 'late' | 'strange' | 'none'

  constructor(reason: NoAnswerError['reason'], options?: ErrorOptions) {
    super(`There was no answer: ${reason}.`, options)
    this.reason = reason
  }
}

/**
 * Waits for the head of the answer to `asked`. The program that answers is a reader's: whatever it
 * sends, this settles once, and no event of the request goes without a listener.
 * @param milliseconds allowed from the end of the request to the head of its answer.
 * @throws {NoAnswerError}
 */
export function firstAnswer(asked: ClientRequest, milliseconds: number): Promise<FirstAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<FirstAnswer>()
  let timer: NodeJS.Timeout | undefined
  let informational = 0
  const giveUp = (error: NoAnswerError) => {
    reject(error)
    asked.destroy()
  }
  asked.once('finish', () => {
    timer = setTimeout(() => giveUp(new NoAnswerError('late')), milliseconds)
  })
  asked.on('information', () => {
    if (++informational > MAXIMUM_INFORMATIONAL) giveUp(new NoAnswerError('strange'))
  })
  asked.once('response', (answer) => {
    // Whoever reads the answer sees its end; an error may come before there is a reader.
    answer.on('error', () => {})
    resolve({ answer })
  })
  asked.once('upgrade', (answer, stream, head) => {
    stream.on('error', () => {})
    resolve({ answer, upgraded: { stream, head } })
  })
  asked.on('error', (error: NodeJS.ErrnoException) => reject(asNoAnswer(error)))
  asked.once('close', () => reject(new NoAnswerError('none')))
  return promise.finally(() => clearTimeout(timer))
}

function asNoAnswer(error: NodeJS.ErrnoException): Error {
  if (error instanceof NoAnswerError) return error
  // Codes of Node's HTTP parser.
  const isStrange = String(error.code).startsWith('HPE_')
  return new NoAnswerError(isStrange ? 'strange' : 'none', { cause: error })
}
