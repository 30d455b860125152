import type { WorkshopAct, WorkshopNews } from '../../protocol/workshop-messages.ts'

/** The connection of one page, as a workshop uses it. */
export interface PageLink {
  /** Whether the line takes more at once. */
  readonly hasRoom: boolean
  tell(news: WorkshopNews): void
  /**
   * Sends a whole binary frame, which may be the same one for many pages.
   * @returns false where the line is slow, and the frame was not sent.
   */
  sendFrame(frame: Uint8Array): boolean
  /** Closes the connection: the seat is somebody else's now, or at another computer. */
  close(): void
}

/** One page of a participant, or of a host, as its connection uses it; disposed of when that closes. */
export interface WorkshopPage extends Disposable {
  hear(act: WorkshopAct): void
}
