import type {
  Audience,
  Blank,
  BoardAct,
  BoardAction,
  BoardWorkshop,
  SeatLevels,
  WorkshopEntry,
} from '../../protocol/board-messages.ts'
import { isRehearsalName } from '../../protocol/rehearsal-name.ts'
import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import { Stream } from '../common/stream.ts'
import type { Session } from '../sessions/session.ts'
import { admit } from './admit.ts'
import { Lead } from './lead.ts'
import type { UsedTerminal } from './look.ts'
import { type LookedAt, Looks } from './looks.ts'
import { ParticipantActs } from './participant-acts.ts'
import type { WorkshopPlan } from './plan.ts'
import { Presence } from './presence.ts'
import type { WorkshopRecords, WorkshopRow } from './records/workshop-records.ts'
import { Seat } from './seat.ts'
import { WorkshopError } from './workshop-error.ts'
import type { PageLink, WorkshopPage } from './workshop-page.ts'
import { phaseOf } from './workshop-phase.ts'
import {
  boardWorkshop,
  hostState,
  isFor,
  participantState,
  type ShownWorkshop,
  workshopEntry,
} from './workshop-shown.ts'

/** What a host did, of as many actions a board is told. */
const ACTIONS_SHOWN = 200

export interface WorkshopOptions {
  readonly name: string
  readonly plan: WorkshopPlan
  readonly records: WorkshopRecords
  readonly clock: Clock
  /** Told that a host has had no board here for a while. */
  readonly onHostGone: (host: string, workshop: Workshop) => void
  /** Told of an error that nobody expected. */
  readonly onFault: (error: unknown) => void
  /** The session of a seat, where its reader has been here since the server started. */
  readonly sessionOf: (seat: Seat) => Session | undefined
  /** The names of a course's blocks and tasks; undefined where they are not known. */
  readonly partsOf: (course: string) => ReadonlySet<string> | undefined
}

/** What somebody who joins says. */
export interface JoinRequest {
  readonly session: string
  readonly name: string
  readonly group?: string | undefined
  readonly hasThumbnail: boolean
}

/** What has changed: one seat, the workshop itself, or what hosts have done. */
export type WorkshopChange = { readonly seat: Seat } | { readonly action: BoardAction } | 'workshop'

/** One workshop: its plan, its seats, and what is told to their pages. */
export class Workshop {
  readonly name: string
  readonly changes = new Stream<WorkshopChange>()
  /** What hosts show, and where they lead. */
  readonly lead: Lead
  readonly looks: Looks
  readonly #records: WorkshopRecords
  readonly #clock: Clock
  readonly #sessionOf: WorkshopOptions['sessionOf']
  readonly #acts: ParticipantActs
  readonly #seats = new Map<number, Seat>()
  readonly #presence: Presence
  /** Pages of the hosts' own, by their hosts. */
  readonly #hostPages = new Map<PageLink, string>()
  #plan: WorkshopPlan
  #row: WorkshopRow
  #phase: WorkshopState['phase']

  constructor(options: WorkshopOptions) {
    const { name, plan, records, clock, sessionOf, partsOf, onHostGone, onFault } = options
    this.name = name
    this.#plan = plan
    this.#records = records
    this.#clock = clock
    this.#sessionOf = sessionOf
    this.#row = records.readWorkshop(name)
    for (const row of records.readSeats(name)) {
      this.#seats.set(row.seat, new Seat(row, name, records, clock))
    }
    this.#phase = this.#phaseByRecords()
    this.lead = new Lead({
      clock,
      onChange: () => this.#changed(),
      onGone: (host) => onHostGone(host, this),
      onFault,
    })
    this.#presence = new Presence({
      clock,
      blocks: () => this.#blocksInView(),
      tell: (news) => {
        for (const seat of this.#seats.values()) seat.tell(news)
      },
    })
    const readerOf = (seat: number) => this.#lookedAt(seat)
    this.looks = new Looks({ workshop: name, records, clock, readerOf })
    const tellState = (seat: Seat) => seat.tell({ news: 'state', state: this.stateFor(seat) })
    this.looks.changes.subscribe((number) => {
      const seat = this.#seats.get(number)
      if (seat) tellState(seat)
    })
    this.#acts = new ParticipantActs({
      workshop: name,
      records,
      clock,
      looks: this.looks,
      plan: () => this.#plan,
      partsOf,
      lowerHand: (seat) => this.lowerHand(seat, 'reader'),
      changed: (seat) => this.changed(seat),
      tellState,
    })
  }

  get plan(): WorkshopPlan {
    return this.#plan
  }

  /** @param plan in place of the one before: its file has changed. */
  replan(plan: WorkshopPlan): void {
    this.#plan = plan
    this.#presence.changed()
    this.#changed()
  }

  get seats(): Iterable<Seat> {
    return this.#seats.values()
  }

  seat(number: number): Seat {
    const seat = this.#seats.get(number)
    if (seat === undefined) throw new WorkshopError(`There is no seat ${number}.`)
    return seat
  }

  /** @returns false where all that was kept of its reader is deleted. */
  holds(seat: Seat): boolean {
    return this.#seats.get(seat.number) === seat
  }

  get phase(): WorkshopState['phase'] {
    return this.#phase
  }

  /** When it closes, in milliseconds since 1970; undefined where no end is set. */
  get closes(): number | undefined {
    return this.#row.closesAt ?? this.#plan.closes
  }

  /** When it was closed, or will be: days of retention count from there. */
  get ends(): number | undefined {
    return this.#row.closedAt ?? this.closes
  }

  /** It has opened or closed: by its time, or by a host. */
  becomes(phase: WorkshopState['phase']): void {
    if (phase === this.#phase) return
    this.#phase = phase
    if (phase === 'closed') this.lead.end()
    this.looks.check()
    const now = this.#clock.date()
    if (phase === 'open') this.#keep({ openedAt: now, closedAt: undefined })
    else if (phase === 'closed') this.#keep({ closedAt: now })
    // The clock was ahead of a whole workshop, and is right again.
    else this.#keep({ closedAt: undefined })
  }

  /** Puts the closing off, or to an earlier time. */
  closeAt(closesAt: number): void {
    this.#keep({ closesAt })
  }

  setChapters(chapters: readonly string[] | undefined): void {
    this.#keep({ chapters })
  }

  /** @param blank what covers pages from now on, and whose; undefined uncovers all. */
  setBlank(blank: Blank | undefined): void {
    this.#keep({ blank })
  }

  /** @throws {JoinError} in a sentence for whoever wants to join. */
  join({ session, hasThumbnail, ...newcomer }: JoinRequest): Seat {
    const present = [...this.#seats.values()].filter(({ isOver }) => !isOver)
    const { name, group } = admit(newcomer, {
      phase: this.phase,
      seats: this.#plan.seats,
      names: present.map((seat) => seat.name),
      groups: this.#plan.groups.map((each) => each.group),
    })
    const row = {
      // In memory, too: what is kept may wait for the disk.
      seat: Math.max(this.#records.lastSeat(this.name), ...this.#seats.keys()) + 1,
      session,
      name,
      group,
      joinedAt: this.#clock.date(),
      hasThumbnail: hasThumbnail && this.#plan.thumbnails === 'asked',
      overAt: undefined,
      generation: 0,
    }
    this.#records.keepSeat(this.name, row)
    const seat = new Seat(row, this.name, this.#records, this.#clock)
    this.#seats.set(seat.number, seat)
    this.changed(seat)
    return seat
  }

  /** A page of the reader connects. */
  enter(seat: Seat, link: PageLink): WorkshopPage {
    seat.pages.add(link)
    this.looks.check()
    this.changed(seat)
    link.tell({ news: 'state', state: this.stateFor(seat) })
    if (this.#plan.presence) link.tell(this.#presence.news)
    return {
      hear: (act) => {
        if (act.act !== 'follow') this.#acts.hear(seat, act)
        else this.lead.follow.want(link, act.isWanted && !seat.isOver)
      },
      [Symbol.dispose]: () => {
        seat.pages.delete(link)
        this.lead.follow.leave(link)
        this.looks.check()
        if (seat.pages.size === 0 && seat.isLooking) {
          seat.isLooking = false
          this.#records.leave(this.name, seat.number, this.#clock.date())
        }
        this.changed(seat)
      },
    }
  }

  /** A page of a host's own connects, or turns out to be one. */
  enterAsHost(host: string, link: PageLink): void {
    this.#hostPages.set(link, host)
    link.tell({ news: 'state', state: hostState(this.#shown, host) })
  }

  /** A page of a host's own is gone, or no longer one. */
  leaveAsHost(link: PageLink): void {
    this.#hostPages.delete(link)
    this.lead.follow.leave(link)
  }

  /** @returns the seats that an action is for, without those whose part is over. */
  audience(to: Audience): Seat[] {
    return [...this.#seats.values()].filter((seat) => !seat.isOver && isFor(to, seat))
  }

  /** All that the pages of a reader show. */
  stateFor(seat: Seat): WorkshopState {
    return participantState(this.#shown, seat)
  }

  /** In a list of workshops. */
  get entry(): WorkshopEntry {
    return workshopEntry(this.#shown)
  }

  /** As the board shows it. @param levels what is prepared for it. */
  shown(levels: SeatLevels): BoardWorkshop {
    return boardWorkshop(this.#shown, levels)
  }

  get #shown(): ShownWorkshop {
    const { name, plan, phase, closes, lead, looks, seats } = this
    return {
      name,
      plan,
      phase,
      closes,
      lead,
      looks,
      now: this.#clock.date(),
      chapters: this.#chapters,
      blank: this.#row.blank,
      // Only where it is asked for: every page of the room is told its own state.
      get taken() {
        return [...seats].filter((seat) => !seat.isOver).length
      },
    }
  }

  /** Keeps what a host does, before it is done. */
  acted(host: string, act: BoardAct): void {
    const at = this.#clock.date()
    const number = this.#records.acted(this.name, host, at, act)
    this.changes.emit({ action: { number, at, host, act } })
  }

  /** What hosts did last, the latest last. */
  get actions(): BoardAction[] {
    return this.#records.readActions(this.name, ACTIONS_SHOWN)
  }

  /** Other seats are prepared, or taken: the boards are told, and no page. */
  levelsChanged(): void {
    this.changes.emit('workshop')
  }

  /** Ends a reader's part: the pages read on as those of any reader. */
  end(seat: Seat): void {
    seat.overAt = this.#clock.date()
    this.#records.keepSeat(this.name, seat.row)
    for (const page of seat.pages) this.lead.follow.leave(page)
    this.looks.check()
    this.changed(seat)
    // One seat less is taken.
    this.levelsChanged()
    seat.tell({ news: 'left', reason: 'ended' })
  }

  /** The seat is at another computer from now on: pages of the old one are closed. */
  move(seat: Seat): void {
    seat.generation += 1
    this.#records.keepSeat(this.name, seat.row)
    seat.part('moved')
  }

  /** The reader leaves. What is kept stays. */
  leave(seat: Seat): void {
    seat.overAt = this.#clock.date()
    this.looks.check()
    this.#records.keepSeat(this.name, seat.row)
    this.#gone(seat, 'left')
  }

  /** Deletes all that is kept of a reader, who takes part no longer. */
  delete(seat: Seat): void {
    seat.overAt ??= this.#clock.date()
    // What a look still has to keep is deleted, too.
    this.looks.check()
    if (isRehearsalName(seat.name)) {
      this.#records.removeSeat(this.name, seat.number, seat.overAt)
    } else {
      this.#records.deleteSeat(this.name, seat.number, seat.overAt)
    }
    this.#seats.delete(seat.number)
    this.#gone(seat, 'deleted')
  }

  #gone(seat: Seat, reason: 'left' | 'deleted'): void {
    seat.part(reason)
    this.changed(seat)
    this.levelsChanged()
  }

  /** Nobody sits here any more. */
  forgetSeats(): void {
    for (const seat of this.#seats.values()) if (!seat.isOver) this.leave(seat)
    this.#seats.clear()
    this.#changed()
  }

  lowerHand(seat: Seat, by: 'reader' | 'host' = 'host'): void {
    seat.hand = undefined
    this.#records.lowerHand(this.name, seat.number, this.#clock.date(), by)
    this.changed(seat)
    seat.tell({ news: 'state', state: this.stateFor(seat) })
  }

  setGroup(seat: Seat, group: string | undefined): void {
    seat.group = group
    this.#records.keepSeat(this.name, seat.row)
    this.changed(seat)
    // The pages of one group may be covered.
    seat.tell({ news: 'state', state: this.stateFor(seat) })
  }

  /**
   * The terminal that a reader used last, for a thumbnail.
   * @returns null where there is none; undefined where the reader has not agreed to thumbnails.
   */
  thumbnailOf(number: number): UsedTerminal | null | undefined {
    const seat = this.#seats.get(number)
    const isAgreed = seat?.hasThumbnail && !seat.isOver && this.#plan.thumbnails === 'asked'
    return isAgreed ? (this.#sessionOf(seat)?.terminals.active ?? null) : undefined
  }

  /** Tells the boards that a seat is no longer as it was. */
  changed(seat: Seat): void {
    this.changes.emit({ seat })
    if (this.#plan.presence) this.#presence.changed()
  }

  /** The server stops. */
  stop(): void {
    this.looks.close()
    this.lead.close()
    this.#presence.close()
  }

  /** Where each participant is who is here; nobody, where the plan does not tell that. */
  *#blocksInView(): Iterable<string | undefined> {
    if (!this.#plan.presence) return
    for (const { isOver, pages, position } of this.#seats.values()) {
      if (!isOver && pages.size > 0) yield position?.block
    }
  }

  #lookedAt(number: number): LookedAt | undefined {
    const seat = this.#seats.get(number)
    if (seat === undefined || seat.isOver || this.#phase === 'closed') return undefined
    const session = this.#sessionOf(seat)
    return {
      name: seat.name,
      isHere: seat.pages.size > 0,
      used: session?.terminals.active,
      stir: () => session?.stir(),
    }
  }

  /** Where an earlier server has left it; the clock may say that it is further now. */
  get keptPhase(): WorkshopState['phase'] {
    const { openedAt, closedAt } = this.#row
    if (closedAt !== undefined) return 'closed'
    return openedAt !== undefined || this.#plan.opens === undefined ? 'open' : 'planned'
  }

  /** When it opened and closed, in milliseconds since 1970; null where it has not, or nobody knows. */
  get span(): { opened: number | null; closed: number | null } {
    const { phase } = this
    const { openedAt } = this.#row
    return {
      opened: phase === 'planned' ? null : (openedAt ?? this.#plan.opens ?? null),
      closed: phase === 'closed' ? (this.ends ?? null) : null,
    }
  }

  /** How it stands after a time in which no server was there. */
  #phaseByRecords(): WorkshopState['phase'] {
    const { opens } = this.#plan
    return phaseOf({ opens, closes: this.closes }, this.#row, this.#clock.date())
  }

  /** The chapters that are open now; undefined: all of them. */
  get openChapters(): readonly string[] | undefined {
    return this.#chapters ?? undefined
  }

  get #chapters(): string[] | null {
    const chapters = this.#row.chapters ?? this.#plan.chapters
    return chapters === undefined ? null : [...chapters]
  }

  #keep(change: Partial<WorkshopRow>): void {
    this.#row = { ...this.#row, ...change }
    this.#records.keepWorkshop(this.name, this.#row)
    this.#changed()
  }

  /** Tells everybody that the workshop is no longer as it was. */
  #changed(): void {
    this.changes.emit('workshop')
    for (const seat of this.#seats.values()) {
      if (seat.pages.size > 0) seat.tell({ news: 'state', state: this.stateFor(seat) })
    }
    for (const [page, host] of this.#hostPages) {
      page.tell({ news: 'state', state: hostState(this.#shown, host) })
    }
  }
}
