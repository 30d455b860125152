import type { LookState, WorkshopAct } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import { Stream } from '../common/stream.ts'
import { Look, type LookEvent, type LookView, type UsedTerminal } from './look.ts'
import type { LookEnd, WorkshopRecords } from './records/workshop-records.ts'
import { TypedLines } from './typed-lines.ts'
import { WorkshopError } from './workshop-error.ts'

/** How long a question waits for an answer, in milliseconds. */
const ANSWER_MILLISECONDS = 60_000

/** After a question that was not agreed to, the same host asks that reader nothing for this time; milliseconds. */
const AGAIN_MILLISECONDS = 60_000

/** How long a reader, or every board of a host, may be away: a page that is loaded again; milliseconds. */
const AWAY_MILLISECONDS = 15_000

/** How often it is looked whether a reader has gone to another terminal; milliseconds. */
const FOLLOW_MILLISECONDS = 250

const NAMED_END: Partial<Record<LookEvent, LookEnd>> = {
  no: 'reader',
  'reader-ends': 'reader',
  'host-ends': 'host',
}

/** A reader, as whoever looks needs it. */
export interface LookedAt {
  readonly name: string
  /** Whether a page of the reader is connected. */
  readonly isHere: boolean
  /** The terminal that was used last. */
  readonly used: UsedTerminal | undefined
  /** What is typed must not wait in a sandbox that is paused. */
  stir(): void
}

export interface LooksOptions {
  readonly workshop: string
  readonly records: WorkshopRecords
  readonly clock: Clock
  /** @returns undefined where the reader takes part no longer. */
  readonly readerOf: (seat: number) => LookedAt | undefined
}

/**
 * The looks of hosts at readers of one workshop. Nothing is shown without the reader's yes, and nothing
 * typed without a second one; each ends at once when either of them says so.
 */
export class Looks {
  /** The seat whose looks have changed. */
  readonly changes = new Stream<number>()
  readonly #options: LooksOptions
  readonly #live = new Map<number, Look>()
  readonly #views = new Set<LookView>()
  readonly #typed: TypedLines
  /** When a host may ask a reader again, by the clock's `now`. */
  readonly #again = new Map<string, number>()
  /** Since when somebody is away whom a look needs, by look. */
  readonly #away = new Map<number, number>()
  #isWatching = false

  constructor(options: LooksOptions) {
    this.#options = options
    const { records, workshop, clock } = options
    records.endLooks(workshop, clock.date())
    this.#typed = new TypedLines((look, text) => {
      const seat = this.#live.get(look)?.seat
      if (seat !== undefined) records.typed(workshop, seat, look, clock.date(), text)
    })
  }

  /** A board of a host comes: it is shown what the host looks at. @returns how to stop. */
  watch(view: LookView): Disposable {
    this.#views.add(view)
    for (const look of this.#live.values()) if (look.host === view.host) look.add(view)
    this.check()
    return {
      [Symbol.dispose]: () => {
        this.#views.delete(view)
        for (const look of this.#live.values()) look.remove(view)
      },
    }
  }

  /** The looks at one reader, as that reader's pages show them. */
  of(seat: number): LookState[] {
    return this.#at(seat).map(({ toReader }) => toReader)
  }

  /** A host asks to look. @returns the look. @throws {WorkshopError} where it cannot be asked now. */
  ask(host: string, seat: number): number {
    const { records, workshop, clock } = this.#options
    const reader = this.#reader(seat)
    if (!reader.isHere) throw new WorkshopError(`${reader.name} is not here.`)
    if (this.#at(seat).some((look) => look.host === host)) {
      throw new WorkshopError(`You have asked ${reader.name} already, or are looking.`)
    }
    this.#checkAgain(host, seat, reader.name)
    const terminal = reader.used?.name ?? ''
    const id = records.askLook(workshop, seat, clock.date(), host, terminal)
    const look = new Look(id, host, seat, clock)
    look.follow(reader.used, reader.isHere)
    this.#live.set(id, look)
    for (const view of this.#views) if (view.host === host) look.add(view)
    this.changes.emit(seat)
    this.#follow()
    return id
  }

  /** A host asks to type. @throws {WorkshopError} where that cannot be asked now. */
  askToType(host: string, id: number): void {
    const look = this.#own(host, id)
    this.#checkAgain(host, look.seat, this.#reader(look.seat).name)
    if (look.terminal === undefined) throw new WorkshopError('There is no terminal to type into.')
    if (!this.#happen(look, 'ask-to-type')) {
      throw new WorkshopError('That can be asked while you look and may not type yet.')
    }
  }

  /** A host ends a look. @throws {WorkshopError} where it is not the host's, or over. */
  end(host: string, id: number): void {
    this.#happen(this.#own(host, id), 'host-ends')
  }

  /** Types what a host has typed, where the reader lets the host; it is dropped everywhere else. */
  type(host: string, id: number, text: string): void {
    const look = this.#live.get(id)
    if (look?.host !== host) return
    // The reader may have gone to another terminal at this moment.
    this.#check(look)
    const reader = this.#options.readerOf(look.seat)
    if (look.state !== 'typing' || !reader?.isHere) return
    this.#typed.add(id, text)
    reader.stir()
    look.terminal?.typeBeside(text)
  }

  /** A reader answers a question, or ends a look. What is meant for another reader's is dropped. */
  hear(seat: number, act: Extract<WorkshopAct, { act: 'answer' | 'end-look' }>): void {
    const look = this.#live.get(act.look)
    if (look?.seat !== seat) return
    if (act.act === 'end-look') {
      this.#happen(look, 'reader-ends')
      return
    }
    // Pressed twice, or pressed when the question was another one: it answers nothing by now.
    const isOther = act.asked === 'type-asked' && act.terminal !== look.toReader.terminal
    if (act.asked === look.state && !isOther) this.#happen(look, act.isAllowed ? 'yes' : 'no')
  }

  /** Pages have come or gone, or a part in the workshop has ended. */
  check(): void {
    for (const look of [...this.#live.values()]) this.#check(look)
  }

  /** The server stops, and all of them end. */
  close(): void {
    for (const look of [...this.#live.values()]) this.#happen(look, 'gone')
  }

  #at(seat: number): Look[] {
    return [...this.#live.values()].filter((look) => look.seat === seat)
  }

  #reader(seat: number): LookedAt {
    const reader = this.#options.readerOf(seat)
    if (reader === undefined) throw new WorkshopError('This reader takes part no longer.')
    return reader
  }

  #own(host: string, id: number): Look {
    const look = this.#live.get(id)
    if (look?.host !== host) throw new WorkshopError('That look is over.')
    return look
  }

  #checkAgain(host: string, seat: number, name: string): void {
    const left = (this.#again.get(pairOf(host, seat)) ?? 0) - this.#options.clock.now()
    if (left <= 0) return
    const seconds = Math.ceil(left / 1000)
    throw new WorkshopError(`${name} has not said yes. Ask again in ${seconds} s.`)
  }

  #happen(look: Look, event: LookEvent): boolean {
    const { records, clock } = this.#options
    const { state: before } = look
    if (!look.happen(event)) return false
    const at = clock.date()
    if (event === 'yes' && before === 'asked') records.beginLook(look.id, at)
    if (event === 'yes' && before === 'type-asked') records.letType(look.id, at)
    const isQuestionLost = before === 'asked' || before === 'type-asked'
    if (isQuestionLost && event !== 'yes' && event !== 'moved') {
      this.#again.set(pairOf(look.host, look.seat), clock.now() + AGAIN_MILLISECONDS)
    }
    if (before === 'typing') this.#typed.flush(look.id)
    if (!look.isLive) {
      records.endLook(look.id, at, NAMED_END[event] ?? 'server')
      this.#live.delete(look.id)
      this.#away.delete(look.id)
    }
    look.tell()
    this.changes.emit(look.seat)
    if (event === 'yes') this.#check(look)
    return true
  }

  #check(look: Look): void {
    const reader = this.#options.readerOf(look.seat)
    if (reader === undefined || this.#isAwayForLong(look, reader)) {
      this.#happen(look, 'gone')
      return
    }
    if ((look.waits ?? 0) >= ANSWER_MILLISECONDS && this.#happen(look, 'late')) return
    if (!look.follow(reader.used, reader.isHere)) return
    if (this.#happen(look, 'moved')) return
    look.tell()
    this.changes.emit(look.seat)
  }

  #isAwayForLong(look: Look, reader: LookedAt): boolean {
    const now = this.#options.clock.now()
    if (reader.isHere && look.hasViews) this.#away.delete(look.id)
    else if (!this.#away.has(look.id)) this.#away.set(look.id, now)
    return now - (this.#away.get(look.id) ?? now) >= AWAY_MILLISECONDS
  }

  /** Runs while somebody looks, and costs nobody anything else. */
  #follow(): void {
    if (this.#isWatching || this.#live.size === 0) return
    this.#isWatching = true
    this.#options.clock.after(FOLLOW_MILLISECONDS, () => {
      this.#isWatching = false
      this.check()
      this.#follow()
    })
  }
}

function pairOf(host: string, seat: number): string {
  return `${seat} ${host}`
}
