import { setImmediate as turn } from 'node:timers/promises'
import { FRAME_HEADER_BYTES, writeOutputHeader } from '../../protocol/frames.ts'
import { FOLLOW_CHANNEL } from '../../protocol/limits.ts'
import type { WorkshopNews } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import { BoundedSequences } from '../sessions/terminals/bounded-sequences.ts'
import { FollowPace } from './follow-pace.ts'
import type { PageLink } from './workshop-page.ts'

/**
 * Least time between two frames, in milliseconds: a first key is shown at once, and a print ten times
 * a second.
 */
const FRAME_MILLISECONDS = 100

/**
 * The same for each page, where there are many: a send costs the kernel 12 microseconds however short
 * it is, and 1000 a second are a hundredth of a processor. 300 pages get three frames a second.
 */
const FRAME_MILLISECONDS_A_PAGE = 1

/** Least time between two screens, which are larger than most frames. Milliseconds. */
const SCREEN_MILLISECONDS = 300

/** Pages that are served before the keys of readers have their turn: about a quarter of a millisecond. */
const PAGES_AT_ONCE = 25

/** The output of a terminal, as far as it is kept. */
export interface KeptOutput {
  readonly kept: { readonly start: number; readonly end: number }
  copy(offset: number, target: Buffer): void
}

/** The screen of the same terminal, made when it is needed. */
export interface CurrentScreen extends Disposable {
  /** Offset of the first byte of output that is not in it. */
  readonly offset: number
  readonly size: { readonly columns: number; readonly rows: number }
  /** Takes all that was printed before this call. */
  update(): Promise<void>
  /** With escape sequences: in an empty terminal of that size it draws the same screen. */
  text(): string
}

export interface BroadcastOptions {
  /** The host, by name. */
  readonly from: string
  readonly output: KeptOutput
  readonly screen: CurrentScreen
  /** @returns the last command that the host has run, the same object as long as it is the last. */
  readonly command: () => CommandNews | undefined
  readonly clock: Clock
  /** Told of what nobody expected. */
  readonly onFault: (error: unknown) => void
}

export type CommandNews = Extract<WorkshopNews, { news: 'command' }>

interface Follower {
  /** Offset up to which the page has the output; undefined: it needs the screen. */
  sent: number | undefined
  /** The last that the page was told of the host's commands. */
  command: CommandNews | undefined
}

/**
 * One terminal, shown on any number of pages. Each piece of output is encoded once, and all pages are
 * sent the same buffer. A page that is new, or whose line is slow, gets the current screen in place of
 * what it lacks; so do all pages where more is printed than anybody reads. The screen is made only then.
 */
export class FollowBroadcast implements Disposable {
  readonly #options: BroadcastOptions
  readonly #followers = new Map<PageLink, Follower>()
  readonly #pace: FollowPace
  /** Offset of the first byte that no frame has had. */
  #sentTo: number
  /** The same as the pages count: what is bounded is shorter, and a cut sequence comes late. */
  #shownTo: number
  /** What a host's program prints to cost a browser much costs those of all readers little. */
  readonly #sequences = new BoundedSequences()
  #command: CommandNews | undefined
  /** How often the terminal has had another size. */
  #resizes = 0
  #frameAt = -Infinity
  #screenAt = -Infinity
  #cancelTimer: (() => void) | undefined
  #isSending = false
  #isOver = false

  constructor(options: BroadcastOptions) {
    this.#options = options
    this.#pace = new FollowPace(options.clock.now())
    this.#sentTo = this.#shownTo = options.output.kept.end
  }

  /** The page gets the current screen, and all that follows. */
  join(page: PageLink): void {
    if (this.#isOver || this.#followers.has(page)) return
    this.#followers.set(page, { sent: undefined, command: undefined })
    this.#schedule()
  }

  /** The page gets nothing more. */
  leave(page: PageLink): void {
    this.#followers.delete(page)
  }

  /** The terminal has printed. */
  printed(): void {
    this.#schedule()
  }

  /** The terminal has another size: every page needs its screen anew. */
  resized(): void {
    this.#resizes += 1
    for (const follower of this.#followers.values()) follower.sent = undefined
    this.#schedule()
  }

  /** Ends it: the pages are told, and get not one byte more. */
  [Symbol.dispose](): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelTimer?.()
    this.#options.screen[Symbol.dispose]()
    for (const page of this.#followers.keys()) page.tell({ news: 'screen', screen: null })
    this.#followers.clear()
  }

  get #isAnyBehind(): boolean {
    for (const { sent } of this.#followers.values()) if (sent === undefined) return true
    return false
  }

  #schedule(): void {
    if (this.#isOver || this.#isSending || this.#cancelTimer || this.#followers.size === 0) return
    const { clock, output } = this.#options
    const between = Math.max(FRAME_MILLISECONDS, this.#followers.size * FRAME_MILLISECONDS_A_PAGE)
    const frameDue = this.#frameAt + between
    const screenDue = this.#isAnyBehind ? this.#screenAt + SCREEN_MILLISECONDS : Infinity
    const hasNews = output.kept.end > this.#sentTo
    if (!hasNews && screenDue === Infinity) return
    const due = hasNews ? frameDue : Math.max(frameDue, screenDue)
    this.#cancelTimer = clock.after(Math.max(0, due - clock.now()), () => {
      this.#cancelTimer = undefined
      this.#send().catch(this.#options.onFault)
    })
  }

  async #send(): Promise<void> {
    const { clock, screen, output } = this.#options
    this.#isSending = true
    try {
      this.#frameAt = clock.now()
      const isScreenDue = this.#frameAt - this.#screenAt >= SCREEN_MILLISECONDS
      const isScreen = isScreenDue && this.#isAnyBehind && (await this.#updateScreen())
      // From here on the frame and the screen end at the same byte.
      const from = this.#sentTo
      this.#sentTo = isScreen ? screen.offset : output.kept.end
      const sent = this.#sentTo
      const frame = this.#encode(from, sent)
      const screenNews = isScreen ? this.#screenNews : undefined
      const resizes = this.#resizes
      this.#command = this.#options.command()
      await this.#each((page, follower) => {
        // Meant for a size that is no longer so: the next screen is of the new one.
        if (resizes !== this.#resizes) return
        const hasAll = follower.sent === from
        if (hasAll && sent === from) return this.#tellCommand(page, follower)
        const isSent = (hasAll && frame && page.sendFrame(frame)) || tellScreen(page, screenNews)
        follower.sent = isSent ? sent : undefined
        this.#tellCommand(page, follower)
      })
    } finally {
      this.#isSending = false
      this.#schedule()
    }
  }

  /** @returns false where it is over meanwhile. */
  async #updateScreen(): Promise<boolean> {
    const { screen } = this.#options
    this.#screenAt = this.#frameAt
    await screen.update()
    return !this.#isOver
  }

  get #screenNews(): WorkshopNews {
    const { screen, from } = this.#options
    const { size } = screen
    return {
      news: 'screen',
      screen: { from, offset: this.#shownTo, ...size, text: screen.text() },
    }
  }

  /** @returns undefined where that is nothing, or more than anybody reads, or no longer there. */
  #encode(from: number, to: number): Uint8Array | undefined {
    const { output, clock } = this.#options
    const length = to - from
    if (this.#isOver || length <= 0) return undefined
    if (from < output.kept.start || !this.#pace.take(length, clock.now())) {
      // What follows is behind a screen.
      this.#sequences.reset()
      return undefined
    }
    const printed = Buffer.allocUnsafe(length)
    output.copy(from, printed)
    const bounded = this.#sequences.push(printed)
    const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + bounded.length)
    bounded.copy(frame, FRAME_HEADER_BYTES)
    writeOutputHeader(frame, FOLLOW_CHANNEL, this.#shownTo)
    this.#shownTo += bounded.length
    return frame
  }

  #tellCommand(page: PageLink, follower: Follower): void {
    const command = this.#command
    if (!command || follower.sent === undefined || follower.command === command) return
    page.tell(command)
    follower.command = command
  }

  /** Serves all who follow by then, in turns with whatever else the server does. */
  async #each(serve: (page: PageLink, follower: Follower) => void): Promise<void> {
    let served = 0
    for (const [page, follower] of [...this.#followers]) {
      if (this.#followers.get(page) === follower) serve(page, follower)
      served += 1
      if (served % PAGES_AT_ONCE === 0) await turn()
    }
  }
}

/** @returns whether the page has it: a line that is still full is tried again with a later screen. */
function tellScreen(page: PageLink, news: WorkshopNews | undefined): boolean {
  if (news === undefined || !page.hasRoom) return false
  page.tell(news)
  return true
}
