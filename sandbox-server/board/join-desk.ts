import { isMoveCode } from '../../protocol/join-code.ts'
import type {
  Invitation,
  JoinRequest,
  KeptSeat,
  Mine,
  OpenInvitation,
  TakenSeat as Taken,
} from '../../protocol/join-messages.ts'
import { type Clock, systemClock } from '../common/clock.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import {
  CodeGuesses,
  JOIN_GUESSES,
  MADE_CODE_GUESSES,
  MOVE_GUESSES,
  SEATS_TAKEN,
} from '../workshops/code-guesses.ts'
import { JoinError } from '../workshops/join-error.ts'
import type { Workshop } from '../workshops/workshop.ts'
import type { TakenSeat, Workshops } from '../workshops/workshops.ts'
import { certificatePdf } from './certificate/certificate.ts'
import { readCourseTexts } from './certificate/course-texts.ts'
import { doneChapters } from './certificate/done-chapters.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000

/** Certificates of all readers: each keeps the processor, and so everybody's keys, for some 300 ms. */
const CERTIFICATE_RATE = { perSecond: 0.5, burst: 5 }

/** What it costs of what a reader may tell to ask for all that is kept: some milliseconds each time. */
const MINE_COST = 10

export interface JoinDeskOptions {
  readonly workshops: Workshops
  readonly sessions: Pick<SessionRegistry, 'known'>
  /** By their names; empty for the one course of a server. */
  readonly courses: readonly string[]
  /** The built site. */
  readonly pages: string
  readonly clock?: Clock | undefined
}

/** Where readers come into workshops, and what they ask of their seats. */
export class JoinDesk {
  readonly #options: JoinDeskOptions
  readonly #clock: Clock
  readonly #joins: CodeGuesses
  readonly #madeCodes: CodeGuesses
  readonly #moves: CodeGuesses
  readonly #seatsTaken: CodeGuesses
  readonly #certificates: TokenBucket

  constructor(options: JoinDeskOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#joins = new CodeGuesses(JOIN_GUESSES, this.#clock)
    this.#madeCodes = new CodeGuesses(MADE_CODE_GUESSES, this.#clock)
    this.#moves = new CodeGuesses(MOVE_GUESSES, this.#clock)
    this.#seatsTaken = new CodeGuesses(SEATS_TAKEN, this.#clock)
    this.#certificates = new TokenBucket(CERTIFICATE_RATE, this.#clock)
  }

  /**
   * @param address by which guesses are counted together. @returns what a code is for.
   * @throws {JoinError}
   */
  invitation(code: string, address: string | undefined): Invitation {
    const { workshops } = this.#options
    if (!isMoveCode(code)) {
      return { kind: 'workshop', ...this.#open(this.#ofCode(code, address)) }
    }
    const taken = this.#guessed(this.#moves, address, () => workshops.moves.find(code))
    return { kind: 'move', course: taken.workshop.plan.course }
  }

  /** @throws {JoinError} */
  async join(request: JoinRequest, address: string | undefined): Promise<Taken> {
    const { code, ...reader } = request
    const workshop = this.#ofCode(code, address)
    // Of this machine nobody is bounded: its host rehearses.
    const isBounded = address !== undefined
    if (isBounded && !this.#seatsTaken.mayTry(address)) throw new JoinError('busy')
    const { seat, token } = await this.#options.workshops.join(workshop, reader)
    if (isBounded) this.#seatsTaken.count(address)
    return this.#taken({ workshop, seat }, token)
  }

  /** Brings a seat to whoever has its code. @throws {JoinError} */
  async move(code: string, address: string | undefined): Promise<Taken> {
    const { workshops } = this.#options
    this.#guessed(this.#moves, address, () => workshops.moves.find(code))
    const { token, ...taken } = await workshops.move(code)
    return this.#taken(taken, token)
  }

  /** @param token of a page. @returns where its reader sits. @throws {JoinError} */
  async seatOf(token: string): Promise<TakenSeat> {
    const taken = await this.keptSeatOf(token)
    if (taken.seat.isOver) throw new JoinError('not-in')
    return taken
  }

  /** @returns as above; also where the reader has left, as long as something is kept. @throws {JoinError} */
  async keptSeatOf(token: string): Promise<TakenSeat> {
    const { sessions, courses, workshops } = this.#options
    for (const course of courses) {
      const session = await sessions.known(token, course)
      const taken = session === undefined ? undefined : workshops.seatOf(session)
      if (taken !== undefined) return taken
    }
    throw new JoinError('not-in')
  }

  kept({ workshop, seat }: TakenSeat): KeptSeat {
    return {
      name: seat.name,
      ...this.#open(workshop),
      hasCertificate: workshop.plan.certificate,
    }
  }

  /** All that is kept of the reader. @throws {JoinError} */
  mine({ workshop, seat }: TakenSeat): Mine {
    if (!seat.acts.take(MINE_COST)) throw new JoinError('busy')
    const { title, records, 'keep-days': days } = workshop.plan
    const { ends } = workshop
    return {
      name: seat.name,
      title,
      phase: workshop.phase,
      recordsCommands: records === 'commands',
      hasThumbnail: seat.hasThumbnail,
      deletedAt: ends === undefined ? null : ends + days * DAY_MILLISECONDS,
      ...(ends === undefined && { keepDays: days }),
      facts: this.#options.workshops.records.factsOf(workshop.name, seat.row),
    }
  }

  /** @returns a PDF of what the reader has done. @throws {JoinError} where that is nothing. */
  async certificate({ workshop, seat }: TakenSeat): Promise<Uint8Array> {
    const { course, title, certificate } = workshop.plan
    if (!certificate) throw new JoinError('not-done')
    const { texts, chapters } = await readCourseTexts(this.#options.pages, course)
    const done = doneChapters(chapters, seat.finished)
    if (done.length === 0) throw new JoinError('not-done')
    if (!this.#certificates.take(1)) throw new JoinError('busy')
    const date = Math.min(this.#clock.date(), workshop.ends ?? Number.POSITIVE_INFINITY)
    return certificatePdf({ texts, name: seat.name, title, date, chapters: done })
  }

  #taken(taken: TakenSeat, token: string): Taken {
    return { ...this.kept(taken), token, finished: taken.seat.finished }
  }

  #open(workshop: Workshop): OpenInvitation {
    const { plan, entry } = workshop
    const { title, course, phase, opens, closes, seats, taken } = entry
    const [chapter] = workshop.openChapters ?? []
    return {
      workshop: workshop.name,
      title,
      course,
      phase,
      opens,
      closes,
      now: this.#clock.date(),
      groups: plan.groups.map(({ group }) => group),
      seats,
      taken,
      asksThumbnail: plan.thumbnails === 'asked',
      recordsCommands: plan.records === 'commands',
      keepDays: plan['keep-days'],
      ...(chapter !== undefined && { chapter }),
    }
  }

  #ofCode(code: string, address: string | undefined): Workshop {
    const { workshops } = this.#options
    if (!this.#joins.mayTry(address) && this.#madeCodes.mayTry(address)) {
      const workshop = workshops.ofMadeCode(code)
      if (workshop !== undefined) return workshop
      this.#madeCodes.count(address)
    }
    return this.#guessed(this.#joins, address, () => workshops.ofCode(code))
  }

  /** @param find throws, or has nothing, where the code is wrong. */
  #guessed<Found>(
    guesses: CodeGuesses,
    address: string | undefined,
    find: () => Found | undefined,
  ): Found {
    if (!guesses.mayTry(address)) throw new JoinError('code-guessed')
    try {
      const found = find()
      if (found !== undefined) return found
    } catch (error) {
      if (!(error instanceof JoinError)) throw error
    }
    guesses.count(address)
    throw new JoinError('code-unknown')
  }
}
