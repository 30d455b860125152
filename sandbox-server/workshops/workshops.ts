import { join } from 'node:path'
import type {
  BoardAct,
  WorkshopPlan as BoardPlan,
  SeatLevels,
} from '../../protocol/board-messages.ts'
import { MOVE_CODE_MILLISECONDS, normalCode } from '../../protocol/join-code.ts'
import type { SandboxStatus } from '../../protocol/messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import { Stream } from '../common/stream.ts'
import type { House } from '../house/house.ts'
import type { Session, SessionLimits } from '../sessions/session.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import type { SessionTerms } from '../sessions/session-terms.ts'
import { newSessionId, type SessionTokens } from '../sessions/session-token.ts'
import { HostPages } from './host-pages.ts'
import { COMMAND_LINE, furtherHostName, hostOfToken, renewHostToken } from './host-tokens.ts'
import { JoinError } from './join-error.ts'
import { MoveCodes } from './move-codes.ts'
import { makeCode } from './new-code.ts'
import { OrderBook } from './order-book.ts'
import { Pictures } from './pictures.ts'
import type { WorkshopPlan, WrittenPlan } from './plan.ts'
import { PlanBook } from './plan-book.ts'
import { type PlannedCourse, settlePlan } from './plan-checks.ts'
import { openRecords } from './records/open-records.ts'
import type { Order } from './records/orders.ts'
import { RecordsError } from './records/records-error.ts'
import type { WorkshopRecords } from './records/workshop-records.ts'
import { Retention } from './retention.ts'
import type { Seat } from './seat.ts'
import type { SeatPhase, SeatPlan } from './seat-plan.ts'
import { type JoinRequest, Workshop } from './workshop.ts'
import { WorkshopError } from './workshop-error.ts'
import type { PageLink, WorkshopPage } from './workshop-page.ts'
import { WorkshopSeats } from './workshop-seats.ts'

/** In the state directory. */
export const RECORDS_FILE = 'workshops.db'

/** In the place of a workshop's name, for what is done in none. */
export const NO_WORKSHOP = ''

const MINUTE_MILLISECONDS = 60_000

/** How often the files of the plans are looked at, in milliseconds. */
const READ_MILLISECONDS = 1000

/** Where the sandboxes of participants come from. */
export interface ServedHouse {
  readonly house: Pick<House, 'seats' | 'reservations'>
  readonly sessions: SessionRegistry
  /** The house's: what a plan does not say is taken from them. */
  readonly limits: SessionLimits
  /** By course, the names of its blocks and tasks, where its site says them. */
  readonly parts?: ReadonlyMap<string, ReadonlySet<string>> | undefined
}

/** Where a session sits. */
export interface TakenSeat {
  readonly workshop: Workshop
  readonly seat: Seat
}

export interface WorkshopsOptions {
  readonly stateDirectory: string
  readonly tokens: SessionTokens
  readonly clock?: Clock | undefined
  /** Those that a plan may name; any where they are not known. */
  readonly courses?: readonly PlannedCourse[] | undefined
  /** Told of a plan that cannot be read, and of records that cannot be kept. */
  readonly onFault: (error: unknown) => void
}

/** Every workshop of this server, and who sits where. */
export class Workshops {
  readonly records: WorkshopRecords
  /** Of terminals, for the boards' thumbnails. */
  readonly pictures: Pictures
  /** The list has changed, or an entry of it. */
  readonly changes = new Stream<void>()
  /** The hosts' own pages, and those of readers who sit in no workshop. */
  readonly hostPages = new HostPages()
  readonly #options: WorkshopsOptions
  readonly #clock: Clock
  readonly #book: PlanBook
  readonly #orders: OrderBook
  readonly #retention: Retention
  #cancelReading: (() => void) | undefined
  readonly #workshops = new Map<string, Workshop>()
  readonly #seats = new Map<string, TakenSeat>()
  readonly #prepared = new Map<string, WorkshopSeats>()
  /** Codes that bring seats to other computers. */
  readonly moves: MoveCodes<TakenSeat>
  #served: ServedHouse | undefined

  constructor(options: WorkshopsOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.pictures = new Pictures(this.#clock)
    this.moves = new MoveCodes(this.#clock)
    this.records = openRecords(join(options.stateDirectory, RECORDS_FILE), options.clock)
    this.#sayTrouble(this.records.trouble.value)
    this.records.trouble.watch((trouble) => this.#sayTrouble(trouble))
    this.#orders = new OrderBook(this.records, this.#clock)
    this.#retention = new Retention(this.records, this.#clock)
    this.#book = new PlanBook({
      ...options,
      courses: options.courses ?? [],
      inForce: () => this.#workshops,
      makeCode: () => makeCode(this.records),
      keptCode: (name) => this.records.codeOf(name),
      hasRecords: (name) => this.records.workshopNames().includes(name),
      follow: (name, plan) => this.plan(name, plan),
      onTroubles: () => this.changes.emit(),
    })
    this.#book.read()
  }

  /** From now on the seats are prepared, and given to their participants. */
  serve(served: ServedHouse): void {
    this.#served = served
    for (const workshop of this.#workshops.values()) this.#prepare(workshop, served)
    this.#readLater()
  }

  /** What the host must know of plans and records, in sentences. */
  get troubles(): readonly string[] {
    const records = this.records.trouble.value
    return [
      ...(records === undefined ? [] : [`${records} Until then workshops are not kept.`]),
      ...this.#book.troubles,
    ]
  }

  /** What a session is due, where it sits in a workshop; for the registry of sessions. */
  termsOf(session: string): SessionTerms | undefined {
    const taken = this.#seats.get(session)
    if (taken && !taken.seat.isOver) {
      return this.#prepared.get(taken.workshop.name)?.termsOf(session)
    }
    const owner = this.hostPages.ownerOf(session)
    return owner && this.#prepared.get(owner.workshop.name)?.termsOfHost(owner.host, session)
  }

  /** How often a session has moved to another computer; for the registry of sessions. */
  generationOf(session: string): number {
    return this.#seats.get(session)?.seat.generation ?? 0
  }

  /** @returns a code that brings the seat to another computer. @throws {WorkshopError} */
  moveCode({ session }: Seat): string {
    const taken = this.#seats.get(session)
    const code = taken && this.moves.give(taken)
    if (code !== undefined) return code
    throw new WorkshopError('Too many codes are out. Try again in five minutes.')
  }

  /** Brings a seat to whoever has its code. @throws {JoinError} where nobody was given that code. */
  async move(code: string): Promise<TakenSeat & { readonly token: string }> {
    const taken = this.moves.take(code)
    if (taken === undefined || taken.seat.isOver) throw new JoinError('code-over')
    const { workshop, seat } = taken
    workshop.move(seat)
    return { ...taken, token: await this.#sign(taken) }
  }

  /** The reader leaves: the sandbox is removed, and the next one in the queue gets its place. */
  leave({ workshop, seat }: TakenSeat): void {
    this.#free(seat)
    workshop.leave(seat)
  }

  /** Deletes all that is kept of a reader, who leaves by that. */
  forget({ workshop, seat }: TakenSeat): void {
    // Whoever has left already may have a sandbox by now as any reader has.
    if (!seat.isOver) this.#free(seat)
    workshop.delete(seat)
    this.#seats.delete(seat.session)
  }

  /** Opens a workshop ahead of its time. */
  open(workshop: Workshop): void {
    this.#prepared.get(workshop.name)?.open()
  }

  /** @returns when every sandbox of it is removed. */
  async closeWorkshop(workshop: Workshop): Promise<void> {
    await this.#prepared.get(workshop.name)?.close()
  }

  /** Puts off the closing for everybody. */
  extend(workshop: Workshop, minutes: number): void {
    const { closes } = workshop
    if (closes === undefined) throw new WorkshopError('This workshop has no closing to put off.')
    // Of what is left: the host's clock may have jumped past the closing.
    const seats = this.#prepared.get(workshop.name)
    const now = this.#clock.date()
    const left = seats?.millisecondsLeft ?? Math.max(0, closes - now)
    workshop.closeAt(now + left + minutes * MINUTE_MILLISECONDS)
    seats?.change(seatPlanOf(workshop))
  }

  /** Gives one participant more time than the workshop has. */
  extendSeat(workshop: Workshop, seat: Seat, minutes: number): void {
    this.#prepared.get(workshop.name)?.extend(seat.session, minutes)
  }

  get all(): Iterable<Workshop> {
    return this.#workshops.values()
  }

  /** @throws {WorkshopError} where there is none of that name. */
  named(name: string): Workshop {
    const workshop = this.#workshops.get(name)
    if (workshop === undefined) throw new WorkshopError(`There is no workshop ${name}.`)
    return workshop
  }

  /** @param typed as somebody has typed it. @throws {JoinError} where it is no workshop's. */
  ofCode(typed: string): Workshop {
    const code = normalCode(typed)
    for (const workshop of this.#workshops.values()) {
      if (normalCode(workshop.plan.code) === code) return workshop
    }
    throw new JoinError('code-unknown')
  }

  /** @returns as `ofCode`, where no person has chosen the code; otherwise undefined. */
  ofMadeCode(typed: string): Workshop | undefined {
    const code = normalCode(typed)
    return [...this.#workshops.values()].find(
      ({ plan }) => normalCode(plan.code) === code && this.records.isMadeCode(plan.code),
    )
  }

  /** @returns a token of a session that sits in the workshop. @throws {WorkshopError} */
  async join(
    workshop: Workshop,
    request: Omit<JoinRequest, 'session'>,
  ): Promise<{ seat: Seat; token: string }> {
    const session = newSessionId()
    const seat = workshop.join({ ...request, session })
    const taken = { workshop, seat }
    this.#seats.set(session, taken)
    this.changes.emit()
    return { seat, token: await this.#sign(taken) }
  }

  #sign({ workshop, seat }: TakenSeat): Promise<string> {
    const { tokens } = this.#options
    return tokens.sign(seat.session, workshop.plan.course, undefined, seat.generation)
  }

  #free(seat: Seat): void {
    this.moves.forgetWhere((taken) => taken.seat === seat)
    this.sessionOf(seat)?.end('left').catch(this.#options.onFault)
  }

  /**
   * Lets a further host in, of every workshop.
   * @param workshop whose log has it; empty: none.
   * @returns the token of that host. @throws {WorkshopError} where there is one of that name.
   */
  invite(by: string, asked: Extract<BoardAct, { act: 'invite' }>, workshop: string): string {
    const act = { ...asked, host: furtherHostName(this.records, asked.host) }
    const now = this.#clock.date()
    if (workshop === NO_WORKSHOP) this.records.acted(NO_WORKSHOP, by, now, act)
    else this.named(workshop).acted(by, act)
    return renewHostToken(this.records, act.host, now)
  }

  /** As `PlanBook.write` does. */
  writePlan(name: string, isNew: boolean, written: BoardPlan): Promise<void> {
    return this.#book.write(name, isNew, written)
  }

  /** Adds a workshop, or changes the plan of one: what of it can change. */
  plan(name: string, written: WrittenPlan): void {
    const wanted = this.#book.coded(name, written)
    const known = this.#workshops.get(name)
    this.#book.settle(name)
    if (known) {
      const { plan, kept } = settlePlan(known.plan, wanted, [...known.seats].length > 0)
      if (kept.length > 0)
        this.#book.say(name, ...kept.map((one) => `workshops/${name}.yaml: ${one}`))
      this.records.keepPlan(name, plan)
      known.replan(plan)
      this.#prepared.get(name)?.change(seatPlanOf(known))
    } else {
      this.records.keepPlan(name, wanted)
      this.#add(name, wanted)
    }
    this.changes.emit()
  }

  /** @returns undefined where the session takes part in none. */
  seatOf(session: string): TakenSeat | undefined {
    return this.#seats.get(session)
  }

  /** The session of a seat, where its reader has been here since the server started. */
  sessionOf({ session }: Seat): Session | undefined {
    return this.#served?.sessions.living(session)
  }

  /** A page of that session connects. @returns undefined where there are no workshops. */
  enter(session: Session, link: PageLink): WorkshopPage | undefined {
    const taken = this.#seats.get(session.id)
    if (taken === undefined || taken.seat.isOver) {
      return this.#workshops.size === 0 ? undefined : this.hostPages.enter(session, link)
    }
    const { workshop, seat } = taken
    const told = ({ state }: SandboxStatus) => {
      if (seat.sandbox === state) return
      seat.sandbox = state
      workshop.changed(seat)
    }
    told(session.status)
    const unsubscribe = session.statuses.subscribe(told)
    const page = workshop.enter(seat, link)
    return {
      hear: (act) => (act.act === 'move' ? this.#offerMove(taken, link) : page.hear(act)),
      [Symbol.dispose]: () => {
        unsubscribe()
        try {
          page[Symbol.dispose]()
        } catch (error) {
          // Records that can no longer be written: nobody who closes a page is there to be told.
          this.#options.onFault(error)
        }
      },
    }
  }

  #offerMove(taken: TakenSeat, link: PageLink): void {
    const code = this.moves.give(taken)
    if (code === undefined) return
    link.tell({ news: 'move', code, seconds: MOVE_CODE_MILLISECONDS / 1000 })
  }

  /** The token of a host is no longer good: nothing of that host is shown, also where no board was open. */
  revoked(host: string): void {
    this.hostPages.releaseRevoked()
    for (const workshop of this.#workshops.values()) workshop.lead.leave(host)
  }

  /** @returns the name of the host whose token that is; undefined where it is nobody's. */
  hostOf(token: string): string | undefined {
    return hostOfToken(this.records, token)
  }

  /**
   * @param token of a reader of the workshop's course.
   * @returns the reader's session; undefined where the token is not good, or the session is forgotten.
   */
  async sessionOfReader(token: string, { plan }: Workshop): Promise<Session | undefined> {
    const sessions = this.#served?.sessions
    const isLiving = (id: string) => sessions?.living(id) !== undefined
    const claim = await this.#options.tokens.verify(token, isLiving, plan.course)
    return claim && sessions?.living(claim.id)
  }

  /** What is prepared for a workshop. */
  levelsOf(workshop: Workshop): SeatLevels {
    const { seats } = workshop.plan
    const none = { prepared: 0, starting: 0, taken: 0, holds: seats, why: null }
    return this.#prepared.get(workshop.name)?.levels.value ?? none
  }

  close(): void {
    this.#cancelReading?.()
    for (const workshop of this.#workshops.values()) workshop.stop()
    for (const seats of this.#prepared.values()) seats[Symbol.dispose]()
    this.records.close()
  }

  #readLater(): void {
    this.#cancelReading = this.#clock.after(READ_MILLISECONDS, () => {
      this.#book.read()
      this.#orders.follow((order) => this.#follow(order)).catch(this.#options.onFault)
      this.#forgetDue()
      this.#readLater()
    })
  }

  async #follow({ workshop: name, act }: Order): Promise<void> {
    const workshop = this.named(name)
    if (act === 'delete') return this.remove(workshop)
    workshop.acted(COMMAND_LINE, { act })
    if (act === 'open') this.open(workshop)
    else await this.closeWorkshop(workshop)
  }

  /** Ends a workshop, and deletes all that is kept of it. */
  async remove(workshop: Workshop): Promise<void> {
    const { name } = workshop
    this.#workshops.delete(name)
    this.#forgetSeats(workshop)
    workshop.stop()
    const prepared = this.#prepared.get(name)
    this.#prepared.delete(name)
    await prepared?.close()
    prepared?.[Symbol.dispose]()
    this.#book.remove(name)
    this.records.deleteWorkshop(name)
    this.changes.emit()
  }

  /** A disk that fails meanwhile ends no server: it is tried again. */
  #forgetDue(): void {
    try {
      for (const name of this.#retention.due()) this.#forgetPeople(name)
    } catch (error) {
      this.#options.onFault(error)
    }
  }

  /** Deletes what names a person of that workshop. */
  #forgetPeople(name: string): void {
    const workshop = this.#workshops.get(name)
    if (workshop) this.#forgetSeats(workshop)
    this.records.forget(name, this.#clock.date())
  }

  #forgetSeats(workshop: Workshop): void {
    for (const { session } of workshop.seats) this.#seats.delete(session)
    workshop.forgetSeats()
  }

  #sayTrouble(trouble: string | undefined): void {
    if (trouble !== undefined) this.#options.onFault(new RecordsError(trouble))
    this.changes.emit()
  }

  #add(name: string, plan: WorkshopPlan): void {
    const { records } = this
    const workshop = new Workshop({
      name,
      plan,
      records,
      clock: this.#clock,
      sessionOf: (seat) => this.sessionOf(seat),
      partsOf: (course) => this.#served?.parts?.get(course),
      onHostGone: (host, left) => this.hostPages.release(host, left),
      onFault: this.#options.onFault,
    })
    this.#workshops.set(name, workshop)
    for (const seat of workshop.seats) this.#seats.set(seat.session, { workshop, seat })
    workshop.changes.subscribe((change) => {
      if (change === 'workshop') this.changes.emit()
    })
    if (this.#served) this.#prepare(workshop, this.#served)
  }

  #prepare(workshop: Workshop, { house, limits }: ServedHouse): void {
    const { keptPhase: phase } = workshop
    const plan = seatPlanOf(workshop)
    let seats: WorkshopSeats
    try {
      seats = new WorkshopSeats({ plan, house, limits, clock: this.#clock, phase })
    } catch (error) {
      // A course that this server no longer has: the other workshops have their seats.
      this.#options.onFault(error)
      return
    }
    const follow = (now: SeatPhase) => workshop.becomes(now === 'preparing' ? 'planned' : now)
    follow(seats.phase.value)
    seats.phase.watch(follow)
    seats.levels.watch(() => workshop.levelsChanged())
    this.#prepared.set(workshop.name, seats)
  }
}

function seatPlanOf(workshop: Workshop): SeatPlan {
  const { course, seats, opens, prepare, seat = {} } = workshop.plan
  return {
    workshop: workshop.name,
    course,
    seats,
    opens: opens ?? null,
    closes: workshop.closes ?? null,
    prepareMinutes: prepare,
    limits: {
      memoryMiB: seat.memory,
      diskMiB: seat.disk,
      cpus: seat.processors,
      pids: seat.processes,
    },
    idleMinutes: seat.idle,
  }
}
