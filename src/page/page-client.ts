import { LiveClient } from '../../protocol/client.ts'
import type { HubStatus, SandboxStatus, Usage } from '../../protocol/messages.ts'
import { siteStorage, tabStorage } from '../storage/browser-storage.ts'
import { announceClient, TOKEN_KEY } from './client-loaded.ts'
import { failureSentence } from './failure-sentences.ts'
import { hubNotices } from './hub-notice.ts'
import { openConnection } from './open-connection.ts'
import type { PageWatcher } from './page-watcher.ts'
import { PortBoard } from './port-board.ts'
import { recallSandbox } from './sandbox-memory-store.ts'
import { sandboxNotices } from './sandbox-notices.ts'

/** Before the name of a port, in this tab: the block that it is shown in. */
const PORT_PREFIX = 'blitz-port:'

const watchers = new Set<PageWatcher>()

/** What a workshop told before its part of the page was loaded. */
const earlyNews: unknown[] = []
let isWorkshopHeard = false

/** Where the page shows what the reader's containers publish. */
export const portBoard = new PortBoard({
  load: (port) => tabStorage.get(PORT_PREFIX + port),
  save: (port, block) => tabStorage.set(PORT_PREFIX + port, block),
})

/** The one connection of this page, made at the first Run and shared by every block. */
export const pageClient = new LiveClient({
  connect: openConnection,
  sentenceOf: failureSentence,
  // Kept by the browser for every tab of this site: one reader, one sandbox.
  token: {
    load: () => siteStorage.get(TOKEN_KEY),
    save: (token) => siteStorage.set(TOKEN_KEY, token),
  },
  onConnection(status) {
    if (['idle', 'unreachable', 'blocked'].includes(status)) portBoard.lose()
    for (const watcher of watchers) watcher.connection?.(status)
  },
  onPorts: (ports) => portBoard.update(ports),
  onSandbox(status) {
    recallSandbox(status)
    page.sandbox = status
    // The next sandbox tells its own.
    if (status.state !== 'ready') page.usage = undefined
    for (const watcher of watchers) watcher.sandbox?.(status)
  },
  onHub(status) {
    page.hub = status
    for (const watcher of watchers) watcher.hub?.(status)
  },
  onUsage(usage) {
    page.usage = usage
    for (const watcher of watchers) watcher.usage?.(usage)
  },
  onNotice(notice) {
    for (const watcher of watchers) watcher.notice?.(notice)
  },
  onWorkshop(news) {
    if (!isWorkshopHeard) earlyNews.push(news)
    for (const watcher of watchers) watcher.workshop?.(news)
  },
  onFollowed(frame) {
    for (const watcher of watchers) watcher.followed?.(frame)
  },
})

/**
 * @param watcher hears of each change, and at once of the hub where it was heard of before. The first
 * that hears of a workshop is told what came until then, too.
 * @returns how to stop.
 */
export function watchPage(watcher: PageWatcher): () => void {
  watchers.add(watcher)
  isWorkshopHeard ||= watcher.workshop !== undefined
  if (watcher.workshop) for (const news of earlyNews.splice(0)) watcher.workshop(news)
  if (page.hub) watcher.hub?.(page.hub)
  return () => watchers.delete(watcher)
}

/** What the blocks of a page share: the last that the server has told. */
export const page: {
  sandbox: SandboxStatus
  hub: HubStatus | undefined
  usage: Usage | undefined
} = {
  sandbox: { state: 'none' },
  hub: undefined,
  usage: undefined,
}

// Whatever part of the page connects: what is said of the sandbox is seen.
watchPage(sandboxNotices(() => pageClient.extend()))
watchPage(hubNotices())
announceClient()

// The network comes back, or the page does, such as after the computer has slept.
for (const event of ['online', 'pageshow']) addEventListener(event, () => pageClient.check())
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) pageClient.check()
})
