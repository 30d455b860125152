import type { BoardAct, BoardServerMessage } from '../../protocol/board-messages.ts'
import type { OutputFrame } from '../../protocol/frames.ts'
import type { BoardClient } from './board-client.ts'
import type { BoardState } from './board-state.ts'
import type { ActError } from './pending-acts.ts'

/** What came of an act; the board has said so already. */
export type ActResult =
  | { readonly isDone: true; readonly answer: string | undefined }
  | { readonly isDone: false; readonly error: ActError }

/** Hears what is shown of a terminal that is looked at: its screen, and what is printed after it. */
export interface LookWatcher {
  screen(screen: Extract<BoardServerMessage, { type: 'screen' }>): void
  frame(frame: OutputFrame): void
}

/** The board, as its parts use it. */
export interface BoardContext {
  readonly client: BoardClient
  readonly state: BoardState
  /**
   * Does something in the workshop that is watched.
   * @param doneWords what the board says once it is done; undefined: the state shows it well enough.
   */
  act(act: BoardAct, doneWords?: string): Promise<ActResult>
  /** Tells what is shown of the terminals that this host looks at. */
  watchLooks(watcher: LookWatcher): void
}
