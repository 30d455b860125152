import type { Thumbnail } from '../../protocol/board-messages.ts'
import { changedRows } from '../../protocol/thumbnail-rows.ts'
import type { Clock } from '../common/clock.ts'
import { TokenBucket } from '../common/token-bucket.ts'
import type { ScreenSource } from '../sessions/terminals/headless-screen.ts'
import type { Picture, Pictures } from './pictures.ts'

/** Each seat has one turn in this time, in milliseconds: 2 pictures a second. */
const ROUND_MILLISECONDS = 500

/** Turns of a round, each for a part of the seats: no key waits for the pictures of all of them. */
const TURNS = 10

/** What one board is sent, in bytes; the burst is for tiles that come into view. */
const SENDING = { perSecond: 40_000, burst: 128 * 1024 }

/** Seats that are looked at in one turn, at most. */
const MOST_AT_ONCE = 60

/** The terminal that the reader of a seat used last. */
export interface SeenTerminal {
  readonly name: string
  readonly terminal: ScreenSource
}

export interface ThumbnailsOptions {
  readonly pictures: Pictures
  /** @returns undefined where the reader has not agreed; null where there is no terminal. */
  readonly terminalOf: (seat: number) => SeenTerminal | null | undefined
  /** Whether the board's line takes more at once: what is newest is sent when it does. */
  readonly hasRoom: () => boolean
  /** @returns the length of the message before it is compressed, in bytes. */
  readonly send: (thumbnails: Thumbnail[]) => number
  /** Bytes that the board's line has carried by now, of all messages. */
  readonly carried: () => number
  readonly clock: Clock
  readonly onFault: (error: unknown) => void
}

/** What the board was told of one seat. */
interface Told {
  /** Null: it has no terminal. */
  readonly name: string | null
  readonly picture: Picture | undefined
  rows: readonly string[]
  /** The terminal's name was told, too. */
  isBegun: boolean
}

/**
 * The thumbnails of one board: of the seats that it has in view, whose readers agreed. A terminal that
 * prints nothing costs a comparison each half second; what it prints waits unread until its turn.
 */
export class Thumbnails implements Disposable {
  readonly #options: ThumbnailsOptions
  readonly #sending: TokenBucket
  readonly #told = new Map<number, Told>()
  /** Seats whose turn has come, the longest waiting first. */
  readonly #due = new Set<number>()
  #seats: readonly number[] = []
  #turn = 0
  #cancel: (() => void) | undefined
  #isOver = false
  /** Bytes of the last messages, before they were compressed, and what the line had carried then. */
  #owed = 0
  #carried = 0

  constructor(options: ThumbnailsOptions) {
    this.#options = options
    this.#sending = new TokenBucket(SENDING, options.clock)
  }

  /** From now on the board has these seats in view. */
  view(seats: readonly number[]): void {
    const seen = new Set(seats)
    this.#seats = [...seen]
    for (const seat of [...this.#told.keys(), ...this.#due]) if (!seen.has(seat)) this.#forget(seat)
    this.#wait()
  }

  /** The reader of a seat agrees no longer: the board is told at once, and nothing more is read. */
  withdraw(seat: number): void {
    if (!this.#told.has(seat)) return
    this.#forget(seat)
    this.#owed += this.#options.send([{ seat, terminal: null, lines: {} }])
  }

  /** Nothing more is read or sent. */
  [Symbol.dispose](): void {
    this.#isOver = true
    this.#cancel?.()
    for (const seat of [...this.#told.keys()]) this.#forget(seat)
  }

  #wait(): void {
    if (this.#isOver || this.#cancel || this.#seats.length === 0) return
    const { clock, onFault } = this.#options
    this.#cancel = clock.after(ROUND_MILLISECONDS / TURNS, () => {
      this.#takeTurn()
        .catch(onFault)
        .finally(() => {
          this.#cancel = undefined
          this.#wait()
        })
    })
  }

  async #takeTurn(): Promise<void> {
    for (let index = this.#turn; index < this.#seats.length; index += TURNS) {
      this.#due.add(this.#seats[index] as number)
    }
    this.#turn = (this.#turn + 1) % TURNS
    if (!this.#options.hasRoom() || !this.#mayBeSent()) return
    const looked: [seat: number, told: Told][] = []
    const refreshes: Promise<void>[] = []
    for (const seat of [...this.#due].slice(0, MOST_AT_ONCE)) {
      const told = this.#lookAt(seat)
      const refresh = told?.picture?.isStale ? told.picture.refresh() : Promise.resolve()
      // The others have their turn when the budget has grown again.
      if (refresh === undefined) break
      this.#due.delete(seat)
      if (told) looked.push([seat, told])
      refreshes.push(refresh)
    }
    await Promise.all(refreshes)
    const news = looked.flatMap(([seat, told]) => this.#newsOf(seat, told) ?? [])
    if (news.length > 0) this.#owed += this.#options.send(news)
  }

  #mayBeSent(): boolean {
    const carried = this.#options.carried()
    const cost = Math.min(this.#owed, carried - this.#carried, SENDING.burst)
    if (!this.#sending.take(cost)) return false
    this.#owed = 0
    this.#carried = carried
    return true
  }

  /** @returns what the board was told of the terminal that the reader uses now; undefined: it may not. */
  #lookAt(seat: number): Told | undefined {
    const seen = this.#options.terminalOf(seat)
    if (seen === undefined) {
      this.withdraw(seat)
      return undefined
    }
    const known = this.#told.get(seat)
    const isSame = known?.name === (seen?.name ?? null)
    if (known && isSame && known.picture?.terminal === seen?.terminal) return known
    this.#forget(seat)
    const picture = seen ? this.#options.pictures.use(seen.terminal) : undefined
    const told = { name: seen?.name ?? null, picture, rows: [], isBegun: false }
    this.#told.set(seat, told)
    return told
  }

  /** @returns what the board lacks of it. */
  #newsOf(seat: number, told: Told): Thumbnail | undefined {
    // Out of view, or withdrawn, while its rows were read.
    if (this.#told.get(seat) !== told) return undefined
    const { name: terminal, picture, isBegun } = told
    const rows = picture?.rows ?? []
    const change = changedRows(told.rows, rows)
    told.rows = rows
    told.isBegun = true
    if (!isBegun) return { seat, terminal, lines: change?.lines ?? {} }
    return change && { seat, ...change }
  }

  #forget(seat: number): void {
    const picture = this.#told.get(seat)?.picture
    this.#told.delete(seat)
    this.#due.delete(seat)
    if (picture) this.#options.pictures.release(picture)
  }
}
