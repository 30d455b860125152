import type {
  BoardAction,
  BoardLook,
  BoardSeat,
  BoardServerMessage,
  BoardWorkshop,
  MachineLevels,
  Thumbnail,
  WorkshopEntry,
  WorkshopPlan,
} from '../../protocol/board-messages.ts'
import { withChange } from '../../protocol/thumbnail-rows.ts'

/** Actions that the board remembers: the latest. */
const MAXIMUM_ACTIONS = 500

/** The end of a reader's screen, as the tile shows it. */
export interface TileScreen {
  readonly terminal: string | null
  readonly rows: readonly string[]
}

/** A part of the state that is told on its own. */
export type StatePart = 'host' | 'workshops' | 'workshop' | 'plan' | 'actions' | 'machine' | 'looks'

/** What has changed since the board was painted last. */
export interface Changes {
  readonly parts: ReadonlySet<StatePart>
  /** Those that are new, gone or otherwise than before, and those whose screen is. */
  readonly seats: ReadonlySet<number>
  readonly screens: ReadonlySet<number>
}

/** All that the server has told: each message replaces what was told of the same thing before. */
export class BoardState {
  host = ''
  /** By the server's clock, as far as it told, in milliseconds: added to the browser's. */
  clockAhead = 0
  courses: readonly string[] = ['']
  site: string | undefined
  workshops: readonly WorkshopEntry[] = []
  /** What is wrong with plans, and with what is kept: sentences of the server. */
  troubles: readonly string[] = []
  workshop: BoardWorkshop | undefined
  plan: WorkshopPlan | undefined
  machine: MachineLevels | undefined
  actions: readonly BoardAction[] = []
  readonly seats = new Map<number, BoardSeat>()
  readonly screens = new Map<number, TileScreen>()
  readonly looks = new Map<number, BoardLook>()
  #parts = new Set<StatePart>()
  #changedSeats = new Set<number>()
  #changedScreens = new Set<number>()

  /** Milliseconds since 1970, by the server's clock. */
  get now(): number {
    return Date.now() + this.clockAhead
  }

  /** @returns what has changed since the last call. */
  takeChanges(): Changes {
    const [parts, seats, screens] = [this.#parts, this.#changedSeats, this.#changedScreens]
    this.#parts = new Set()
    this.#changedSeats = new Set()
    this.#changedScreens = new Set()
    return { parts, seats, screens }
  }

  /** Another workshop is shown, or none: what was told of the one before is void. */
  forgetWorkshop(): void {
    this.workshop = undefined
    this.plan = undefined
    this.actions = []
    this.#clearSeats()
    this.looks.clear()
    for (const part of ['workshop', 'plan', 'actions', 'looks'] as const) this.#parts.add(part)
  }

  apply(message: BoardServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.host = message.host
        this.workshops = message.workshops
        this.troubles = message.troubles ?? []
        this.courses = message.courses ?? ['']
        this.site = message.site
        if (message.now !== undefined) this.clockAhead = message.now - Date.now()
        this.#parts.add('host').add('workshops')
        return
      case 'workshops':
        this.workshops = message.workshops
        this.troubles = message.troubles ?? []
        this.#parts.add('workshops')
        return
      case 'workshop':
        this.workshop = message.workshop
        this.#parts.add('workshop')
        return
      case 'plan':
        this.plan = message.plan
        this.#parts.add('plan')
        return
      case 'machine':
        this.machine = message.machine
        this.#parts.add('machine')
        return
      case 'actions':
        this.#addActions(message.actions, message.isWhole)
        return
      case 'seats':
        if (message.isWhole) this.#clearSeats(new Set(message.seats.map(({ seat }) => seat)))
        for (const seat of message.seats) this.#setSeat(seat)
        return
      case 'thumbnails':
        for (const thumbnail of message.thumbnails) this.#setScreen(thumbnail)
        return
      case 'look':
        this.looks.set(message.look.look, message.look)
        this.#parts.add('looks')
        return
    }
  }

  #addActions(actions: readonly BoardAction[], isWhole: boolean): void {
    const known = isWhole ? [] : this.actions
    const last = known.at(-1)?.number ?? Number.NEGATIVE_INFINITY
    const added = actions.filter(({ number }) => number > last)
    this.actions = [...known, ...added].slice(-MAXIMUM_ACTIONS)
    this.#parts.add('actions')
  }

  #clearSeats(kept: ReadonlySet<number> = new Set()): void {
    for (const seat of [...this.seats.keys()]) {
      if (kept.has(seat)) continue
      this.seats.delete(seat)
      this.screens.delete(seat)
      this.#changedSeats.add(seat)
    }
  }

  #setSeat(seat: BoardSeat): void {
    this.seats.set(seat.seat, seat)
    this.#changedSeats.add(seat.seat)
    // An agreement that was withdrawn takes the picture off at once.
    if (!seat.hasThumbnail && this.screens.delete(seat.seat)) this.#changedScreens.add(seat.seat)
  }

  #setScreen({ seat, terminal, ...change }: Thumbnail): void {
    if (this.seats.get(seat)?.hasThumbnail === false) return
    const before = this.screens.get(seat)
    // Of another terminal, what was told before is void.
    const rows = withChange(terminal === undefined ? (before?.rows ?? []) : [], change)
    this.screens.set(seat, { terminal: terminal ?? before?.terminal ?? null, rows })
    this.#changedScreens.add(seat)
  }
}
