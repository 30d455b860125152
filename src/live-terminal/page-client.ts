import { type ConnectionStatus, LiveClient } from '../../protocol/client.ts'
import { SOCKET_PATH } from '../../protocol/limits.ts'
import type { HubStatus, SandboxStatus } from '../../protocol/messages.ts'

const TOKEN_KEY = 'blitz-token'

export interface PageWatcher {
  connection?(status: ConnectionStatus): void
  sandbox?(status: SandboxStatus): void
  hub?(status: HubStatus): void
}

const watchers = new Set<PageWatcher>()

/** The one connection of this page, made at the first Run and shared by every block. */
export const pageClient = new LiveClient({
  connect() {
    const url = new URL(SOCKET_PATH, location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    return new WebSocket(url)
  },
  // Kept by the browser for every tab of this site: one reader, one sandbox.
  token: {
    load: () => localStorage.getItem(TOKEN_KEY) ?? undefined,
    save(token) {
      if (token === undefined) localStorage.removeItem(TOKEN_KEY)
      else localStorage.setItem(TOKEN_KEY, token)
    },
  },
  onConnection(status) {
    for (const watcher of watchers) watcher.connection?.(status)
  },
  onSandbox(status) {
    if (status.state === 'gone') page.directory = undefined
    for (const watcher of watchers) watcher.sandbox?.(status)
  },
  onHub(status) {
    for (const watcher of watchers) watcher.hub?.(status)
  },
})

export function watchPage(watcher: PageWatcher): void {
  watchers.add(watcher)
}

/** What the blocks of a page share: the working directory carries over from block to block. */
export const page: { directory: string | undefined } = { directory: undefined }
