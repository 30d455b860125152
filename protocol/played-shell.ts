import type { CommandPlayer } from './command-player.ts'
import { type ShellMark, ShellMarkParser, type ShellPiece } from './shell-marks.ts'

/** A mark in a shell's output, and whether it is of before the terminal was opened here. */
export interface PlacedMark {
  readonly mark: ShellMark
  readonly isHistory: boolean
}

/** @param isHistory of what was printed before the terminal was opened here. */
export type PieceListener = (piece: ShellPiece, isHistory: boolean) => void

/**
 * One shell, followed by the marks in its output, and the commands that are played into it: they
 * begin once all that it printed before has come and it stands at its prompt.
 */
export class PlayedShell {
  readonly #log: PieceListener | undefined
  readonly #marks = new ShellMarkParser()
  #player: CommandPlayer | undefined
  #atPrompt = false
  /** Output before this offset is from before the terminal was opened here. */
  #history = 0
  #position = 0

  /** @param log hears all that the shell prints, piece by piece. */
  constructor(log?: PieceListener) {
    this.#log = log
  }

  /** It waits for a command: nothing runs, and nothing was typed. */
  get atPrompt(): boolean {
    return this.#atPrompt
  }

  /** The server has answered: output before the offset `end` is history, and marks have `secret`. */
  opened(end: number, secret: string): void {
    this.#marks.believe(secret)
    this.#history = end
  }

  /** Plays commands, at once where the shell waits for one. What was played before is over. */
  play(player: CommandPlayer): void {
    this.#player?.close()
    this.#player = player
    this.#prompt()
  }

  /** @returns the marks in these bytes of the terminal, of which the first is at `offset`. */
  push(bytes: Uint8Array, offset: number): readonly PlacedMark[] {
    const marks: PlacedMark[] = []
    this.#position = offset
    for (const piece of this.#marks.push(bytes)) {
      if (piece.kind === 'bytes') this.#position += piece.bytes.length
      const isHistory = this.#position <= this.#history
      if (piece.kind !== 'bytes') marks.push({ mark: piece, isHistory })
      this.#log?.(piece, isHistory)
      if (piece.kind === 'prompt-end') this.#atPrompt = true
      else this.#player?.push(piece)
      if (piece.kind === 'command-start') this.#atPrompt = false
    }
    this.#prompt()
    return marks
  }

  /** Types no further command. */
  halt(): void {
    this.#player?.halt()
  }

  /** The shell has ended, or nobody waits for the commands any more. */
  close(): void {
    this.#player?.close()
    this.#player = undefined
  }

  #prompt(): void {
    if (!this.#atPrompt || !this.#player || this.#position < this.#history) return
    this.#atPrompt = this.#player.atPrompt() === 'idle'
  }
}
