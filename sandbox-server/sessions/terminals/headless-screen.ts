import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { SerializeAddon } from '@xterm/addon-serialize/lib/addon-serialize.mjs'
import headless from '@xterm/headless'
import type { CellSize } from '../terminal-size.ts'
import { BoundedSequences } from './bounded-sequences.ts'

/**
 * Parsed at a time, so that keys get through in between, in bytes: from the least, and twice as much each
 * time up to the most, which takes 1 to 2 ms. What a reader prints to cost much is parsed in the least.
 */
const LEAST_SLICE_BYTES = 1024
const MOST_SLICE_BYTES = 16 * 1024

/** A slice that takes longer than this is slow; what is slow has a tenth of the time. Milliseconds. */
const SLOW_MILLISECONDS = 5
const REST = 9

/** Of a terminal whose size nobody knows. */
const USUAL_SIZE: CellSize = { columns: 80, rows: 24 }

/** Ends whatever sequence the output was cut in (ECMA-48, CAN), and colours that began before. */
const AFTER_CUT = '\x18\x1b[m'

/** What full-screen programs print when they begin and when they end (xterm, DEC private mode 1049). */
const OTHER_SCREEN = '\x1b[?1049'

/** Turns around the text that follows (Unicode, bidirectional formatting), also beyond its row. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The output of a terminal, as far as it is kept. */
export interface ScreenSource {
  readonly kept: { readonly start: number; readonly end: number }
  readonly size: CellSize | undefined
  copy(offset: number, target: Buffer): void
}

export interface ScreenBounds {
  /** Where more than that has come since the last update, most of it is left out; bytes. */
  readonly longest: number
  /** What of it is parsed then: its end; bytes. */
  readonly tail: number
}

/**
 * A terminal's screen, made on the server from the output that is kept. Costs nothing until it is
 * updated, and at most the bounds then. What programs ask the terminal is answered by the reader's
 * page alone.
 */
export class HeadlessScreen implements Disposable {
  readonly #source: ScreenSource
  readonly #bounds: ScreenBounds
  readonly #terminal: InstanceType<typeof headless.Terminal>
  readonly #sequences = new BoundedSequences()
  #sliceBytes = LEAST_SLICE_BYTES
  /** What slow slices took, in all. */
  slowMilliseconds = 0
  #serializer: SerializeAddon | undefined
  #offset: number
  #updating: Promise<void> | undefined
  #isDisposed = false

  constructor(source: ScreenSource, bounds: ScreenBounds) {
    this.#source = source
    this.#bounds = bounds
    this.#offset = source.kept.start
    const { columns, rows } = source.size ?? USUAL_SIZE
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      scrollback: 0,
      allowProposedApi: true,
    })
  }

  /** Offset of the first byte of output that is not in it. */
  get offset(): number {
    return this.#offset
  }

  get size(): CellSize {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  /** Whether an update would change something. */
  get isBehind(): boolean {
    const { columns, rows } = this.#source.size ?? this.size
    const { cols } = this.#terminal
    return this.#source.kept.end > this.#offset || columns !== cols || rows !== this.#terminal.rows
  }

  /** Bytes that an update would parse. */
  get due(): number {
    const behind = this.#source.kept.end - this.#offset
    return behind > this.#bounds.longest ? this.#bounds.tail : behind
  }

  /** Takes what the terminal has printed by now. One at a time: who asks meanwhile gets the same. */
  update(): Promise<void> {
    this.#updating ??= this.#update().finally(() => {
      this.#updating = undefined
    })
    return this.#updating
  }

  /** The screen as text with escape sequences, which draws it in an empty terminal of its size. */
  text(): string {
    if (this.#serializer === undefined) {
      this.#serializer = new SerializeAddon()
      this.#terminal.loadAddon(this.#serializer)
    }
    return this.#serializer.serialize({ scrollback: 0 })
  }

  /**
   * Rows of plain text up to the last one that is not empty, and no more than `most`.
   * @param columns longer rows are cut there.
   */
  lastRows(most: number, columns: number): string[] {
    const { active } = this.#terminal.buffer
    const row = (index: number) => {
      const line = active.getLine(active.baseY + index)
      return line?.translateToString(true, 0, columns).replace(DIRECTIONS, '').trimEnd() ?? ''
    }
    let end = this.#terminal.rows
    while (end > active.cursorY + 1 && row(end - 1) === '') end -= 1
    const begin = Math.max(0, end - most)
    return Array.from({ length: end - begin }, (_, index) => row(begin + index))
  }

  /** Nothing more is parsed. */
  [Symbol.dispose](): void {
    this.#isDisposed = true
    this.#terminal.dispose()
  }

  async #update(): Promise<void> {
    this.#resize()
    const { end } = this.#source.kept
    await this.#skip(end)
    while (this.#offset < end && !this.#isDisposed) {
      // What is kept can have moved on meanwhile.
      await this.#skip(this.#source.kept.end)
      const length = Math.min(this.#sliceBytes, this.#source.kept.end - this.#offset)
      const slice = Buffer.allocUnsafe(length)
      this.#source.copy(this.#offset, slice)
      this.#offset += length
      const milliseconds = await this.#parse(this.#sequences.push(slice))
      const isSlow = milliseconds > SLOW_MILLISECONDS
      this.#sliceBytes = isSlow
        ? LEAST_SLICE_BYTES
        : Math.min(2 * this.#sliceBytes, MOST_SLICE_BYTES)
      if (isSlow) this.slowMilliseconds += milliseconds
      if (isSlow) await delay(REST * milliseconds, undefined, { ref: false })
      else if (this.#offset < end) await turn()
    }
  }

  #resize(): void {
    const { columns, rows } = this.#source.size ?? this.size
    const { columns: had, rows: hadRows } = this.size
    if (columns !== had || rows !== hadRows) this.#terminal.resize(columns, rows)
  }

  /** Leaves out what is too much, and what is kept no longer. */
  async #skip(end: number): Promise<void> {
    const { start } = this.#source.kept
    const { longest, tail } = this.#bounds
    const from = end - this.#offset > longest ? end - tail : this.#offset
    const next = Math.max(from, start)
    if (next === this.#offset) return
    const skipped = Buffer.allocUnsafe(Math.max(0, next - Math.max(start, this.#offset)))
    this.#source.copy(next - skipped.length, skipped)
    this.#offset = next
    this.#sequences.reset()
    await this.#parse(`${AFTER_CUT}${lastSwitch(skipped)}`)
  }

  /** @returns how long it took, in milliseconds. */
  #parse(output: string | Uint8Array): Promise<number> {
    if (this.#isDisposed) return Promise.resolve(0)
    return new Promise((resolve) => {
      let begun = 0
      // Told right before what follows is parsed, however long that had to wait.
      this.#terminal.write('', () => {
        begun = performance.now()
      })
      this.#terminal.write(output, () => resolve(performance.now() - begun))
    })
  }
}

/** @returns the last switch between the two screens of a terminal, where there is one. */
function lastSwitch(output: Buffer): string {
  const found = output.lastIndexOf(OTHER_SCREEN)
  if (found < 0) return ''
  const end = found + OTHER_SCREEN.length
  const letter = output.toString('latin1', end, end + 1)
  return letter === 'h' || letter === 'l' ? `${OTHER_SCREEN}${letter}` : ''
}
