import type { Readable } from 'node:stream'
import type { ClientChannel } from 'ssh2'
import type { Pace } from '../../common/pace.ts'
import { readPaced } from './read-paced.ts'

export interface ExecBounds {
  /** Bytes kept of each of the two streams. */
  readonly outputBytes: number
  readonly milliseconds: number
  /** Of its standard input, which is empty without it. */
  readonly input?: string | undefined
  /** Told every piece of standard output as it comes. */
  readonly onOutput?: (text: string) => void
}

export interface BoundedResult {
  /** Null when a signal or the time limit ended the command. */
  readonly status: number | null
  readonly timedOut: boolean
  readonly truncated: boolean
  readonly stdout: string
  readonly stderr: string
}

/**
 * Collects a command's output up to its bounds; what is over the bound is read at the pace of the
 * sandbox's silent commands, and dropped.
 */
export async function runBounded(
  channel: ClientChannel,
  { outputBytes, milliseconds, input, onOutput }: ExecBounds,
  pace: Pace,
): Promise<BoundedResult> {
  let timedOut = false
  let status: number | null = null
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  channel.once('close', end)
  channel.once('exit', (code: number | null) => {
    status = code
  })
  const stdout = collect(channel, outputBytes, pace, onOutput)
  const stderr = collect(channel.stderr, outputBytes, pace)
  const timer = setTimeout(() => {
    timedOut = true
    // The server closes its side only when the command has ended, which may be never.
    channel.close()
    end()
  }, milliseconds)
  channel.end(input)
  await ended
  clearTimeout(timer)
  return {
    status: timedOut ? null : status,
    timedOut,
    truncated: stdout.truncated || stderr.truncated,
    stdout: stdout.text(),
    stderr: stderr.text(),
  }
}

function collect(stream: Readable, limit: number, pace: Pace, onOutput?: (text: string) => void) {
  const chunks: Buffer[] = []
  let kept = 0
  const collected = {
    truncated: false,
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
  readPaced(stream, pace, (chunk) => {
    onOutput?.(chunk.toString('utf8'))
    const room = limit - kept
    if (chunk.length > room) collected.truncated = true
    if (room <= 0) return
    chunks.push(chunk.subarray(0, room))
    kept += Math.min(chunk.length, room)
  })
  return collected
}
