import type { BoardLook, BoardServerMessage } from '../../protocol/board-messages.ts'
import { systemClock } from '../common/clock.ts'
import type { Screen } from '../sessions/terminals/spectator.ts'
import type { LookView } from '../workshops/look.ts'
import type { Pictures } from '../workshops/pictures.ts'
import { Thumbnails } from '../workshops/thumbnails.ts'
import type { Workshop } from '../workshops/workshop.ts'

/** Unsent bytes from which on the newest screens wait: as much as the line of a reader may have. */
const FULL_BYTES = 64 * 1024

/** The connection of a board, as screens use it. */
export interface ScreenLine {
  /** @returns the length of the message, in bytes. */
  send(message: BoardServerMessage): number
  sendFrame(frame: Uint8Array): void
  /** Bytes that wait to be sent, and that were sent in all. */
  readonly unsent: number
  readonly sent: number
}

export interface BoardScreensOptions {
  readonly host: string
  readonly workshop: Workshop
  readonly pictures: Pictures
  readonly line: ScreenLine
  readonly onFault: (error: unknown) => void
}

/** What one board shows of the terminals of a workshop: thumbnails, and what its host looks at. */
export class BoardScreens implements Disposable, LookView {
  readonly host: string
  readonly #line: ScreenLine
  readonly #thumbnails: Thumbnails
  readonly #ends = new DisposableStack()

  constructor({ host, workshop, pictures, line, onFault }: BoardScreensOptions) {
    this.host = host
    this.#line = line
    this.#thumbnails = new Thumbnails({
      pictures,
      terminalOf: (seat) => workshop.thumbnailOf(seat),
      hasRoom: () => this.hasRoom,
      send: (thumbnails) => line.send({ type: 'thumbnails', thumbnails }),
      carried: () => line.sent,
      clock: systemClock,
      onFault,
    })
    this.#ends.use(this.#thumbnails)
    this.#ends.use(workshop.looks.watch(this))
    this.#ends.defer(
      workshop.changes.subscribe((change) => {
        if (change === 'workshop' || !('seat' in change)) return
        const { number } = change.seat
        if (workshop.thumbnailOf(number) === undefined) this.#thumbnails.withdraw(number)
      }),
    )
  }

  /** The board has these seats in view. */
  view(seats: readonly number[]): void {
    this.#thumbnails.view(seats)
  }

  tell(look: BoardLook): void {
    this.#line.send({ type: 'look', look })
  }

  screen(look: number, screen: Screen): boolean {
    const { hasRoom } = this
    if (hasRoom) this.#line.send({ type: 'screen', look, ...screen })
    return hasRoom
  }

  sendFrame(frame: Uint8Array): boolean {
    const { hasRoom } = this
    if (hasRoom) this.#line.sendFrame(frame)
    return hasRoom
  }

  [Symbol.dispose](): void {
    this.#ends.dispose()
  }

  /** Whether the board's line takes more at once. */
  get hasRoom(): boolean {
    return this.#line.unsent < FULL_BYTES
  }
}
