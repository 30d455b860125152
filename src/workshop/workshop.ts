import type { WorkshopAct } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { membership, watchMembership } from '../membership/membership.ts'
import { pageClient, watchPage } from '../page/page-client.ts'
import { BarPanel } from './bar-panel.ts'
import { BlankCover } from './blank-cover.ts'
import { BlockReports } from './block-reports.ts'
import { ChapterLocks } from './chapter-locks.ts'
import { pageName } from './chapter-names.ts'
import { FollowHost } from './follow-host.ts'
import { FollowPart } from './follow-part.ts'
import { Hand } from './hand.ts'
import { HostLead } from './host-lead.ts'
import { Looks } from './looks.ts'
import { Menu } from './menu.ts'
import { Messages } from './messages.ts'
import { PresenceMarks } from './presence-marks.ts'
import { ReadingPosition } from './reading-position.ts'
import { TimeLeft } from './time-left.ts'
import { watchBlocks } from './watch-blocks.ts'
import { WorkshopBar } from './workshop-bar.ts'
import { WorkshopFeed, type WorkshopPart } from './workshop-feed.ts'

/** How long to wait before another try where no connection can be had, in milliseconds. */
const RETRY_MILLISECONDS = 5000

const tell = (act: WorkshopAct) => pageClient.tellWorkshop(act)

/** Read out by a screen reader, and not shown. */
const said = make('p', { className: 'sr-only' })
said.ariaLive = 'polite'
const say = (words: string) => {
  said.textContent = words
}

const chapter = pageName(location.pathname)
const hand = new Hand(tell, say)
const messagesPanel = new BarPanel('messages', phrase('workshop.messages'))
const messages = new Messages((count) => {
  messagesPanel.label =
    count === 0 ? phrase('workshop.messages') : phrase('workshop.messages-of', { number: count })
  messagesPanel.panel.toggleAttribute('data-empty', count === 0)
})
messagesPanel.panel.append(
  messages.list,
  make('p', { className: 'workshop-empty', textContent: phrase('workshop.no-messages') }),
)
const menu = new Menu(tell)
const lead = new HostLead(chapter)
const looks = new Looks({ tell, say })
const follow = new FollowPart({ tell, say })
let isIn = true
const place = new ReadingPosition(chapter, (at) => isIn && tell({ act: 'at', ...at }))
const reports = new BlockReports(tell)
const bar = new WorkshopBar({
  title: membership()?.title ?? '',
  timeLeft: new TimeLeft(say),
  middle: [looks.strip, lead.element, follow.element],
  panels: [hand.panel, messagesPanel, menu.panel],
})
bar.element.after(looks.questions, said)

/** What this page tells the workshop. A host's own page tells where the host is, and nothing else. */
const telling: WorkshopPart = {
  state(state) {
    reports.recordsCommands = state?.recordsCommands ?? false
    isIn = state !== undefined
    reports.isWanted = state?.role === 'participant'
  },
  connection(isConnected) {
    // First of all: it is answered where the reader is in no workshop any more.
    if (isConnected) place.tellAnew()
    reports.connection(isConnected)
  },
}

const feed = new WorkshopFeed([
  telling,
  bar,
  hand,
  messages,
  menu,
  lead,
  looks,
  follow,
  new FollowHost(tell),
  new BlankCover(looks.strip),
  new ChapterLocks(),
  new PresenceMarks(),
])

watchBlocks(reports)
watchPage({
  workshop: (news) => feed.hear(news),
  followed: (frame) => follow.followed(frame),
  connection(status) {
    feed.connection(status)
    if (status !== 'unreachable' && status !== 'blocked') return
    setTimeout(() => pageClient.reach().catch(() => {}), RETRY_MILLISECONDS)
  },
})
feed.connection(pageClient.status)
let wasSeated = false
watchMembership((seat) => {
  if (wasSeated && !seat) feed.leave()
  wasSeated = seat !== undefined
})
pageClient.stay()
