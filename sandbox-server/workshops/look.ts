import type { BoardLook } from '../../protocol/board-messages.ts'
import { FRAME_HEADER_BYTES, writeOutputHeader } from '../../protocol/frames.ts'
import type { LookState } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import { type Screen, Spectator } from '../sessions/terminals/spectator.ts'
import type { Terminal } from '../sessions/terminals/terminal.ts'

type State = BoardLook['state']

export type LookEvent =
  | 'yes'
  | 'no'
  | 'ask-to-type'
  /** The reader has gone to another terminal: leave to type was for the one before. */
  | 'moved'
  /** A question has waited for too long. */
  | 'late'
  | 'reader-ends'
  | 'host-ends'
  /** The reader, or every board of the host, is gone; or the workshop is over. */
  | 'gone'

const ENDS = {
  'reader-ends': 'ended-by-reader',
  'host-ends': 'ended-by-host',
  gone: 'gone',
} as const

/** What follows from each event; where a row lacks it, nothing does. */
const NEXT: Readonly<Record<State, Partial<Record<LookEvent, State>>>> = {
  asked: { ...ENDS, yes: 'looking', no: 'refused', late: 'unanswered', 'reader-ends': 'refused' },
  looking: { ...ENDS, 'ask-to-type': 'type-asked' },
  'type-asked': { ...ENDS, yes: 'typing', no: 'looking', late: 'looking', moved: 'looking' },
  typing: { ...ENDS, moved: 'looking' },
  refused: {},
  unanswered: {},
  'ended-by-reader': {},
  'ended-by-host': {},
  gone: {},
}

const LIVE = new Set<State>(['asked', 'looking', 'type-asked', 'typing'])

/** A board of the host who looks. */
export interface LookView {
  readonly host: string
  tell(look: BoardLook): void
  /** @returns false where the line is full, and nothing was sent. */
  screen(look: number, screen: Screen): boolean
  /** @param frame whole, with the look as its channel. @returns as `screen`. */
  sendFrame(frame: Uint8Array): boolean
}

/** The terminal that a reader used last. */
export interface UsedTerminal {
  readonly name: string
  readonly terminal: Terminal
}

/** One look of one host at the terminal that one reader uses: asked for, agreed to, ended. */
export class Look {
  readonly id: number
  readonly host: string
  readonly seat: number
  readonly #clock: Clock
  readonly #views = new Map<LookView, Spectator | undefined>()
  #state: State = 'asked'
  #used: UsedTerminal | undefined
  #since: number | null = null
  /** When the question that is open was asked, by the clock's `now`. */
  #askedAt: number

  constructor(id: number, host: string, seat: number, clock: Clock) {
    this.id = id
    this.host = host
    this.seat = seat
    this.#clock = clock
    this.#askedAt = clock.now()
  }

  get state(): State {
    return this.#state
  }

  get isLive(): boolean {
    return LIVE.has(this.#state)
  }

  get terminal(): Terminal | undefined {
    return this.#used?.terminal
  }

  get hasViews(): boolean {
    return this.#views.size > 0
  }

  /** How long a question waits for its answer, in milliseconds; undefined: none does. */
  get waits(): number | undefined {
    const isAsked = this.#state === 'asked' || this.#state === 'type-asked'
    return isAsked ? this.#clock.now() - this.#askedAt : undefined
  }

  /** @returns whether anything follows from it; what may no longer be shown has ended by then. */
  happen(event: LookEvent): boolean {
    const next = NEXT[this.#state][event]
    if (next === undefined) return false
    this.#state = next
    if (next === 'looking') this.#since ??= this.#clock.date()
    this.#askedAt = this.#clock.now()
    if (!this.isLive) this.#hide()
    return true
  }

  /** A board of the host comes. */
  add(view: LookView): void {
    this.#views.set(view, undefined)
    view.tell(this.shown)
  }

  remove(view: LookView): void {
    this.#views.get(view)?.[Symbol.dispose]()
    this.#views.delete(view)
  }

  tell(): void {
    for (const view of this.#views.keys()) view.tell(this.shown)
  }

  /**
   * Shows the terminal that the reader uses now, and no other one.
   * @param isReaderHere whether a page of the reader can show that somebody looks.
   * @returns whether it is another terminal than before.
   */
  follow(used: UsedTerminal | undefined, isReaderHere: boolean): boolean {
    const isOther = used?.terminal !== this.#used?.terminal || used?.name !== this.#used?.name
    if (isOther) this.#hide()
    this.#used = used
    const isShown = isReaderHere && this.isLive && this.#state !== 'asked'
    if (!isShown) this.#hide()
    else if (used) this.#show(used.terminal)
    return isOther
  }

  /** As the reader's pages show it. */
  get toReader(): LookState {
    const { id: look, host } = this
    return {
      look,
      host,
      terminal: this.#used?.name ?? '',
      state: this.#state as LookState['state'],
    }
  }

  /** As the boards of the host show it. */
  get shown(): BoardLook {
    const { columns, rows } = this.terminal?.size ?? { columns: 80, rows: 24 }
    const { seat } = this
    return { ...this.toReader, state: this.#state, seat, since: this.#since, columns, rows }
  }

  #show(terminal: Terminal): void {
    for (const [view, spectator] of this.#views) {
      if (spectator === undefined) this.#views.set(view, this.#spectate(terminal, view))
    }
  }

  #hide(): void {
    for (const [view, spectator] of this.#views) {
      spectator?.[Symbol.dispose]()
      this.#views.set(view, undefined)
    }
  }

  #spectate(terminal: Terminal, view: LookView): Spectator {
    return new Spectator(
      terminal,
      {
        headroom: FRAME_HEADER_BYTES,
        screen: (screen) => view.screen(this.id, screen),
        output: (offset, frame) => {
          writeOutputHeader(frame, this.id, offset)
          return view.sendFrame(frame)
        },
        size: () => view.tell(this.shown),
        // The next one that the reader uses takes its place.
        ended: () => {},
      },
      this.#clock,
    )
  }
}
