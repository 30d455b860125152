const ESC = 0x1b
const CAN = 0x18
const SUB = 0x1a
/** Begins a control sequence: `[` after ESC, or U+009B, which UTF-8 writes as these two bytes. */
const BRACKET = 0x5b
const C1_LEAD = 0xc2
const C1_CSI = 0x9b

/** Final bytes of what is done as often as its number says (ECMA-48: IL, DL, SU, SD, REP, CHT, CBT). */
const REPEATING = new Set([...'LMSTbIZ'].map((letter) => letter.charCodeAt(0)))

/** Largest number of one of them: no screen has more rows or columns. */
const MOST = 500

/** How often all of them in one piece may do something; what comes after that is done once. */
const MOST_OF_A_PIECE = 4000

/** Longest control sequence; what is longer is none that a program prints. Bytes. */
const LONGEST = 256

/**
 * Bounds how often a terminal repeats something in a piece of output, before a parser that counts on
 * well-meaning programs reads it. What programs print in earnest passes as it is.
 */
export class BoundedSequences {
  #state: 'text' | 'escape' | 'sequence' = 'text'
  /** A sequence that is not complete yet, after its begin. */
  #held: number[] = []
  #wasLead = false
  #left = MOST_OF_A_PIECE

  /** @returns the output to parse; a sequence that is cut comes with its end. */
  push(piece: Uint8Array): Buffer {
    this.#left = MOST_OF_A_PIECE
    const isPlain = this.#state === 'text' && !this.#wasLead
    if (isPlain && !piece.includes(ESC) && !piece.includes(C1_LEAD)) return Buffer.from(piece)
    const bounded: number[] = []
    for (const byte of piece) this.#take(byte, bounded)
    return Buffer.from(bounded)
  }

  /** What comes next follows nothing that came before. */
  reset(): void {
    this.#state = 'text'
    this.#held = []
    this.#wasLead = false
  }

  #take(byte: number, bounded: number[]): void {
    const begins =
      (this.#wasLead && byte === C1_CSI) || (this.#state === 'escape' && byte === BRACKET)
    this.#wasLead = byte === C1_LEAD
    if (begins || byte === ESC || byte === CAN || byte === SUB) {
      bounded.push(...this.#held, byte)
      this.#held = []
      this.#state = begins ? 'sequence' : byte === ESC ? 'escape' : 'text'
      return
    }
    if (this.#state === 'sequence') this.#hold(byte, bounded)
    else {
      bounded.push(byte)
      // Control characters are done in between, and what is no character is left out.
      if (byte >= 0x20 && byte < 0x7f) this.#state = 'text'
    }
  }

  #hold(byte: number, bounded: number[]): void {
    this.#held.push(byte)
    const isFinal = byte >= 0x40 && byte < 0x7f
    if (!isFinal && this.#held.length < LONGEST) return
    const held = this.#held
    this.#held = []
    this.#state = 'text'
    if (!isFinal) bounded.push(CAN)
    else bounded.push(...(REPEATING.has(byte) ? this.#bound(held) : held))
  }

  /** @param sequence of a kind that repeats. @returns it with numbers that it may have. */
  #bound(sequence: readonly number[]): number[] {
    const text = String.fromCharCode(...sequence.filter((byte) => byte >= 0x20 && byte < 0x7f))
    const wanted = Math.max(1, ...(text.match(/\d+/g) ?? []).map(Number))
    const times = Math.min(wanted, MOST, Math.max(1, this.#left))
    this.#left -= times
    return [...text.replace(/\d+/g, (number) => String(Math.min(Number(number), times)))].map(
      (letter) => letter.charCodeAt(0),
    )
  }
}
