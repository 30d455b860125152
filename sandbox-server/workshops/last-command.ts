import { ShellMarkParser } from '../../protocol/shell-marks.ts'
import type { CommandNews, KeptOutput } from './follow-broadcast.ts'

/** Of a prompt, and of a line with all that was typed wrong and taken back: bytes that are kept. */
const MAXIMUM_LINE_BYTES = 16 * 1024

/** Output that is looked through at a time, about 3 ms of it; what is before that is left out. Bytes. */
const MAXIMUM_READ_BYTES = 64 * 1024

/** The command that a shell has begun last, found by the shell's marks in its output. */
export class LastCommand {
  readonly #output: KeptOutput
  readonly #columns: () => number
  readonly #secret: string
  #marks: ShellMarkParser
  /** Of the first byte that was not looked at. */
  #offset: number
  #phase: 'prompt' | 'line' | 'none' = 'none'
  #prompt: Uint8Array[] = []
  #line: Uint8Array[] = []
  /** Of the phase. */
  #bytes = 0
  #news: CommandNews | undefined

  /** @param secret of the shell's own marks. @param columns how wide the terminal is now. */
  constructor(output: KeptOutput, secret: string, columns: () => number) {
    this.#output = output
    this.#secret = secret
    this.#columns = columns
    this.#marks = this.#newMarks()
    this.#offset = output.kept.start
  }

  /** @returns the last one by now, the same object as long as it is the last; undefined: none yet. */
  read(): CommandNews | undefined {
    const { start, end } = this.#output.kept
    const from = Math.max(this.#offset, start, end - MAXIMUM_READ_BYTES)
    if (from > this.#offset) this.#skip()
    this.#offset = end
    if (from === end) return this.#news
    const bytes = Buffer.allocUnsafe(end - from)
    this.#output.copy(from, bytes)
    this.#push(bytes)
    return this.#news
  }

  #newMarks(): ShellMarkParser {
    const marks = new ShellMarkParser()
    marks.believe(this.#secret)
    return marks
  }

  #skip(): void {
    this.#marks = this.#newMarks()
    this.#phase = 'none'
  }

  #push(bytes: Uint8Array): void {
    for (const piece of this.#marks.push(bytes)) {
      switch (piece.kind) {
        case 'bytes':
          this.#keep(piece.bytes)
          break
        case 'prompt-start':
          this.#prompt = this.#begin('prompt')
          break
        case 'prompt-end':
          this.#line = this.#begin('line')
          break
        case 'command-start':
          // A line that was cut short is no command that anybody should copy.
          if (this.#phase === 'line' && this.#bytes < MAXIMUM_LINE_BYTES) this.#news = this.#ran()
          this.#phase = 'none'
      }
    }
  }

  #begin(phase: 'prompt' | 'line'): Uint8Array[] {
    this.#phase = phase
    this.#bytes = 0
    return []
  }

  #keep(bytes: Uint8Array): void {
    if (this.#phase === 'none') return
    const kept = bytes.slice(0, MAXIMUM_LINE_BYTES - this.#bytes)
    this.#bytes += kept.length
    if (this.#phase === 'prompt') this.#prompt.push(kept)
    else this.#line.push(kept)
  }

  #ran(): CommandNews {
    const text = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces).toString('utf8')
    const prompt = text(this.#prompt)
    const line = prompt + text(this.#line)
    return { news: 'command', command: { prompt, line, columns: this.#columns() } }
  }
}
