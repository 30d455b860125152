import type { ClientChannel } from 'ssh2'

/** The bytes that the server may still send before the window is widened, as ssh2 counts them. */
interface IncomingWindow {
  readonly incoming: { window: number }
}

/**
 * Keeps a channel silent once it has been asked to close. ssh2 (1.17) goes on widening its window
 * while what was under way is read; to dropbear a message about a channel that is gone is an attack,
 * and it ends the connection, with every terminal and the way to the hub.
 */
export function closeSilently(channel: ClientChannel): void {
  const close = channel.close.bind(channel)
  channel.close = () => {
    // ssh2 widens a window that is small, and this one never is again.
    ;(channel as unknown as IncomingWindow).incoming.window = Number.MAX_SAFE_INTEGER
    close()
  }
}
