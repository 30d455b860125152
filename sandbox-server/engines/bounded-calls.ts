import type Docker from 'dockerode'
import type { DockerModem } from './docker-modem.ts'

/** How long an engine may take for an answer; milliseconds. A busy one takes 10 s for a start. */
const ANSWER_MILLISECONDS = 60_000

/** Calls that take as long as what they wait for, or send or fetch: each by its own bounds. */
const LONG_CALLS =
  /^\/(containers\/[^/]+\/(wait|attach)|build|images\/(create|load|prune|[^?]+\/push)|events)\b/

/** Calls that are not answered in JSON. */
const IN_WORDS = /^\/(_ping|containers\/[^/]+\/logs)\b/

/** The engine took the call and did not answer in time. */
export class EngineSilentError extends Error {
  override readonly name = 'EngineSilentError'

  constructor(milliseconds: number) {
    super(`the engine did not answer within ${milliseconds / 1000} s`)
  }
}

/** Something answers, and it is no engine, or one that has lost its mind. */
export class StrangeAnswerError extends Error {
  override readonly name = 'StrangeAnswerError'

  constructor() {
    super('what the engine answered is not JSON')
  }
}

/**
 * Gives every call of `docker` a time until it must be answered, so that an engine which hangs
 * holds up nobody for ever. A stream is bounded up to its first byte. @returns the same `docker`.
 */
export function withBoundedCalls(docker: Docker, milliseconds = ANSWER_MILLISECONDS): Docker {
  const modem = docker.modem as unknown as DockerModem
  const dial = modem.dial.bind(modem)
  modem.dial = (call, callback) => {
    if (LONG_CALLS.test(call.path)) return dial(call, callback)
    const limit = new AbortController()
    const silent = new EngineSilentError(milliseconds)
    const timer = setTimeout(() => limit.abort(silent), milliseconds)
    const signals = call.abortSignal ? [call.abortSignal, limit.signal] : [limit.signal]
    dial({ ...call, abortSignal: AbortSignal.any(signals) }, (error, answer) => {
      clearTimeout(timer)
      if (limit.signal.aborted) callback(silent)
      else if (error) callback(error)
      else if (isStrange(call.path, answer)) callback(new StrangeAnswerError())
      else callback(null, answer)
    })
  }
  return docker
}

/** docker-modem hands on what it cannot read as JSON. */
function isStrange(path: string, answer: unknown): boolean {
  return Buffer.isBuffer(answer) && answer.length > 0 && !IN_WORDS.test(path)
}
