import type { BoardAct } from '../../protocol/board-messages.ts'
import type { OutputFrame } from '../../protocol/frames.ts'
import type { BoardClient } from './board-client.ts'
import type { BoardState } from './board-state.ts'
import type { ActError } from './pending-acts.ts'

/** What came of an act; the board has said so already. */
export type ActResult =
  | { readonly isDone: true; readonly answer: string | undefined }
  | { readonly isDone: false; readonly error: ActError }

/** The board, as its parts use it. */
export interface BoardContext {
  readonly client: BoardClient
  readonly state: BoardState
  /**
   * Does something in the workshop that is watched.
   * @param doneWords what the board says once it is done; undefined: the state shows it well enough.
   */
  act(act: BoardAct, doneWords?: string): Promise<ActResult>
  /** Tells every frame of a terminal that is looked at. @returns how to stop. */
  watchFrames(listener: (frame: OutputFrame) => void): () => void
}
