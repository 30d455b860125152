import type { Client, ClientChannel } from 'ssh2'

/**
 * Bytes that the SSH server may send ahead of what is read of a shell. ssh2 has 2 MiB, and as
 * much again in its own queue: Ctrl+C in a flood would be answered when all of that has been shown.
 * The way back takes some milliseconds, so that this is enough for some ten MB a second.
 */
export const SHELL_WINDOW_BYTES = 64 * 1024

/** What ssh2 (1.17) offers no option for. */
interface Protocol {
  openssh_directStreamLocal(channel: number, window: number, packet: number, to: object): void
  channelWindowAdjust(channel: number, bytes: number): void
}

interface Inner {
  readonly incoming: { window: number }
  readonly outgoing: { readonly id: number; readonly state: string }
}

/** Has `open` connect to a socket by a channel whose window is narrow; `keepNarrow` is to follow. */
export function openNarrow(client: Client, open: () => void): void {
  const protocol = protocolOf(client)
  const original = protocol.openssh_directStreamLocal
  protocol.openssh_directStreamLocal = (channel, _, packet, to) =>
    original.call(protocol, channel, SHELL_WINDOW_BYTES, packet, to)
  try {
    // ssh2 asks for the channel before it returns.
    open()
  } finally {
    protocol.openssh_directStreamLocal = original
  }
}

/** Widens the window by what has been read, and ssh2 no longer does by what has come. */
export function keepNarrow(client: Client, channel: ClientChannel): void {
  const { incoming, outgoing } = channel as unknown as Inner
  // ssh2 widens a window that is small.
  incoming.window = Number.MAX_SAFE_INTEGER
  let read = 0
  channel.on('data', (chunk: Buffer) => {
    read += chunk.length
    // A message about a channel that is closed ends the connection; see `closeSilently`.
    if (read < SHELL_WINDOW_BYTES / 2 || outgoing.state !== 'open') return
    protocolOf(client).channelWindowAdjust(outgoing.id, read)
    read = 0
  })
}

function protocolOf(client: Client): Protocol {
  return (client as unknown as { _protocol: Protocol })._protocol
}
