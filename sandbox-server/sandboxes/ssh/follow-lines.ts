import type { ClientChannel } from 'ssh2'
import { pauseFor } from './read-paced.ts'

/** Longest line of a command that is followed, in UTF-16 units; ours have some hundred. */
const MAXIMUM_LINE_LENGTH = 4096

/** Between two pieces that are read, in milliseconds: ours prints a line in two seconds at most. */
const PIECES_APART_MILLISECONDS = 1000

/**
 * Tells the newest line of what a command prints, once a second at most, until `signal` aborts or
 * the command ends. Standard error is not read at all: a command that fills it waits for ever.
 * @throws when a line does not end, or `onLine` throws: whatever the command was meant to be, a
 * reader can put something else in its place.
 */
export async function followLines(
  channel: ClientChannel,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>()
  const decoder = new TextDecoder()
  let rest = ''
  const read = (piece: Buffer) => {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    const newest = lines.at(-1)
    if (newest !== undefined) onLine(newest)
    if (rest.length > MAXIMUM_LINE_LENGTH)
      throw new Error('A command that is followed prints no lines.')
  }
  channel.on('data', (piece: Buffer) => {
    try {
      read(piece)
      pauseFor(channel, PIECES_APART_MILLISECONDS)
    } catch (error) {
      fail(error)
    }
  })
  channel.once('end', end).once('close', end)
  signal.addEventListener('abort', () => end(), { once: true })
  if (signal.aborted) end()
  try {
    await ended
  } finally {
    // The end of its input is the end of the command; whatever it is, nobody reads it any more.
    channel.end()
    channel.close()
  }
}
