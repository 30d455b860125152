import type { Readable } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'

/**
 * Bytes that the SSH server may send ahead of what is read. ssh2 has 2 MiB, and as much again in
 * its own queue: Ctrl+C in a flood would be answered when all of that has been shown, and a command
 * that prints byte by byte could send two million messages after it was told to wait. The way back
 * takes some milliseconds, so that this is enough for some ten MB a second.
 */
export const NARROW_WINDOW_BYTES = 64 * 1024

type OpenChannel = (channel: number, window: number, packet: number, to?: object) => void

/** What ssh2 (1.17) offers no option for. */
interface Protocol {
  /** For a command. */
  session: OpenChannel
  /** For a socket. */
  openssh_directStreamLocal: OpenChannel
  channelWindowAdjust(channel: number, bytes: number): void
}

interface Inner {
  readonly incoming: { window: number }
  readonly outgoing: { readonly id: number; readonly state: string }
}

/** Has `open` open a channel whose window is narrow; `keepNarrow` must follow. */
export function openNarrow(
  client: Client,
  kind: 'session' | 'openssh_directStreamLocal',
  open: () => void,
): void {
  const protocol = protocolOf(client)
  const original = protocol[kind]
  protocol[kind] = (channel, _, packet, to) =>
    original.call(protocol, channel, NARROW_WINDOW_BYTES, packet, to)
  try {
    // ssh2 asks for the channel before it returns.
    open()
  } finally {
    protocol[kind] = original
  }
}

/**
 * Widens the window by what has been read, and ssh2 no longer does by what has come.
 * @param streams those of the channel that are read; they flow from now on.
 */
export function keepNarrow(
  client: Client,
  channel: ClientChannel,
  streams: readonly Readable[] = [channel],
): void {
  const { incoming, outgoing } = channel as unknown as Inner
  // ssh2 widens a window that is small.
  incoming.window = Number.MAX_SAFE_INTEGER
  let read = 0
  const count = (chunk: Buffer) => {
    read += chunk.length
    // A message about a channel that is closed ends the connection; see `closeSilently`. One whose
    // input has ended (`eof`) is still read.
    const isRead = outgoing.state === 'open' || outgoing.state === 'eof'
    if (read < NARROW_WINDOW_BYTES / 2 || !isRead) return
    protocolOf(client).channelWindowAdjust(outgoing.id, read)
    read = 0
  }
  for (const stream of streams) stream.on('data', count)
}

function protocolOf(client: Client): Protocol {
  return (client as unknown as { _protocol: Protocol })._protocol
}
