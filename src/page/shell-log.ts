import type { ShellPiece } from '../../protocol/shell-marks.ts'

/** What the shell prints before a command is typed, and what it echoes of it, in bytes. */
const MAXIMUM_LINE_BYTES = 16 * 1024

/** Output of one command that is kept, in bytes: what comes after that is not. */
const MAXIMUM_OUTPUT_BYTES = 256 * 1024

/** A command that a shell has run, as its bytes came from the PTY. */
export interface LoggedCommand {
  readonly prompt: Uint8Array
  /** The prompt, and the line that was typed, with all that was typed wrong and taken back. */
  readonly line: Uint8Array
  readonly output: Uint8Array
  /** Null where the shell gave none; undefined where the command has not ended. */
  readonly status: number | null | undefined
}

/**
 * Follows one shell by its marks, and hands on each command twice: when it starts, without output,
 * and when it has ended. What ran before this page was there is history, and is not handed on.
 */
export class ShellLog {
  readonly #hear: (command: LoggedCommand) => void
  #phase: 'prompt' | 'line' | 'output' | 'none' = 'none'
  #prompt = new Bytes(MAXIMUM_LINE_BYTES)
  #line = new Bytes(MAXIMUM_LINE_BYTES)
  #output = new Bytes(MAXIMUM_OUTPUT_BYTES)

  constructor(hear: (command: LoggedCommand) => void) {
    this.#hear = hear
  }

  /** @param isHistory of what was printed before the terminal was opened here. */
  push(piece: ShellPiece, isHistory: boolean): void {
    switch (piece.kind) {
      case 'bytes':
        this.#add(piece.bytes)
        break
      case 'prompt-start':
        this.#prompt = new Bytes(MAXIMUM_LINE_BYTES)
        this.#phase = 'prompt'
        break
      case 'prompt-end':
        this.#line = new Bytes(MAXIMUM_LINE_BYTES)
        this.#phase = 'line'
        break
      case 'command-start':
        this.#output = new Bytes(MAXIMUM_OUTPUT_BYTES)
        this.#phase = isHistory || this.#phase !== 'line' ? 'none' : 'output'
        this.#tell(undefined)
        break
      case 'command-end':
        this.#tell(piece.status)
        this.#phase = 'none'
    }
  }

  #add(bytes: Uint8Array): void {
    if (this.#phase === 'prompt') this.#prompt.add(bytes)
    if (this.#phase === 'line') this.#line.add(bytes)
    if (this.#phase === 'output') this.#output.add(bytes)
  }

  #tell(status: number | null | undefined): void {
    if (this.#phase !== 'output') return
    const prompt = this.#prompt.joined()
    const line = new Bytes(2 * MAXIMUM_LINE_BYTES)
    line.add(prompt)
    line.add(this.#line.joined())
    this.#hear({ prompt, line: line.joined(), output: this.#output.joined(), status })
  }
}

/** The first bytes of a stream, up to a bound. */
class Bytes {
  readonly #bound: number
  readonly #chunks: Uint8Array[] = []
  #length = 0

  constructor(bound: number) {
    this.#bound = bound
  }

  add(bytes: Uint8Array): void {
    const fitting = bytes.slice(0, this.#bound - this.#length)
    this.#chunks.push(fitting)
    this.#length += fitting.length
  }

  joined(): Uint8Array {
    const bytes = new Uint8Array(this.#length)
    let offset = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset)
      offset += chunk.length
    }
    return bytes
  }
}
