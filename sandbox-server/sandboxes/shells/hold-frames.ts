/**
 * The frames between the server and `blitz-hold`, the program in the sandbox that holds a shell's
 * PTY (`sandbox/programs/blitz-hold.c` names each): a letter, a length of 32 bits, and that many
 * bytes; all numbers big-endian.
 */
const HEADER_BYTES = 5

const OUTPUT = 'o'

/** Longest frame that either side sends, in bytes after the header. */
export const LARGEST_FRAME_BYTES = 32 * 1024

/** Bytes before those that a writer has typed: the writer and the offset. */
const WRITER_BYTES = 16

/** Longest input of one frame, in bytes. */
export const LARGEST_INPUT_BYTES = LARGEST_FRAME_BYTES - WRITER_BYTES

/** A size in character cells. */
export interface ShellSize {
  readonly columns: number
  readonly rows: number
}

export interface NewShell {
  /** Without a slash. */
  readonly name: string
  readonly size: ShellSize
  /** Where it starts; the home directory by default. */
  readonly directory?: string | undefined
  /** What its marks have, and nobody else's. */
  readonly secret: string
}

/** What was taken of a writer's input: every byte before `offset`, counted from the writer's first. */
export interface TakenInput {
  readonly writer: string
  readonly offset: number
}

/** What the holder says. Offsets are bytes of output since the shell began, but for `taken`. */
export type HeldFrame =
  /**
   * Output follows from `offset` on; output before `end` is from before this moment. `taken`: of each
   * writer that the holder knows; undefined where it is of a version that counts no input.
   */
  | {
      readonly kind: 'begins'
      readonly offset: number
      readonly end: number
      readonly taken: readonly TakenInput[] | undefined
    }
  | { readonly kind: 'output'; readonly bytes: Buffer }
  /** `again`: what follows was not taken, and has to be sent again. */
  | ({ readonly kind: 'taken'; readonly again: boolean } & TakenInput)
  | { readonly kind: 'exited'; readonly status: number | null; readonly signal: string | null }

export const holdFrames = {
  /** Asks for a new shell. @param scrollback bytes of output that the holder is to keep. */
  open(shell: NewShell, scrollback: number): Buffer {
    const numbers = Buffer.alloc(8)
    numbers.writeUInt16BE(shell.size.columns)
    numbers.writeUInt16BE(shell.size.rows, 2)
    numbers.writeUInt32BE(scrollback, 4)
    const words = `${shell.name}\0${shell.directory ?? ''}\0${shell.secret}\0`
    return frame('n', Buffer.concat([numbers, Buffer.from(words)]))
  },
  /** Asks for the output from `from` on. */
  attach(from: number, { columns, rows }: ShellSize): Buffer {
    const what = Buffer.alloc(12)
    what.writeBigUInt64BE(BigInt(from))
    what.writeUInt16BE(columns, 8)
    what.writeUInt16BE(rows, 10)
    return frame('a', what)
  },
  input(bytes: Uint8Array): Buffer {
    return frame('i', bytes)
  },
  /** Input of a writer that counts its bytes. The holder takes each byte once, in order. */
  countedInput({ writer, offset }: TakenInput, bytes: Uint8Array): Buffer {
    const what = Buffer.alloc(WRITER_BYTES + bytes.length)
    what.writeBigUInt64BE(BigInt(`0x${writer}`))
    what.writeBigUInt64BE(BigInt(offset), 8)
    what.set(bytes, WRITER_BYTES)
    return frame('t', what)
  },
  resize(columns: number, rows: number): Buffer {
    const what = Buffer.alloc(4)
    what.writeUInt16BE(columns)
    what.writeUInt16BE(rows, 2)
    return frame('r', what)
  },
  /** To what runs in the foreground, and never to the shell itself. */
  signal(number: number): Buffer {
    return frame('s', Buffer.of(number))
  },
  /** Hangs up on the shell, or lets go of one that has ended. */
  end(): Buffer {
    return frame('e', Buffer.alloc(0))
  },
}

/** Finds the holder's frames in a stream, in whatever pieces it comes: output comes in those. */
export class HeldFrameParser {
  #pending: Buffer = Buffer.alloc(0)
  /** Bytes of an output frame that are yet to come. */
  #owed = 0

  /** @throws when the stream is no holder's. */
  push(chunk: Buffer): HeldFrame[] {
    const frames: HeldFrame[] = []
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    for (;;) {
      if (this.#owed > 0 && rest.length > 0) {
        const bytes = rest.subarray(0, this.#owed)
        frames.push({ kind: 'output', bytes })
        this.#owed -= bytes.length
        rest = rest.subarray(bytes.length)
      }
      if (rest.length < HEADER_BYTES) break
      const letter = rest.toString('latin1', 0, 1)
      const length = rest.readUInt32BE(1)
      if (length > LARGEST_FRAME_BYTES) throw new Error('That is no held shell.')
      const end = letter === OUTPUT ? HEADER_BYTES : HEADER_BYTES + length
      if (rest.length < end) break
      if (letter === OUTPUT) this.#owed = length
      else frames.push(parse(letter, rest.subarray(HEADER_BYTES, end)))
      rest = rest.subarray(end)
    }
    this.#pending = rest
    return frames
  }
}

function parse(letter: string, what: Buffer): HeldFrame {
  if (letter === 'b' && what.length >= 16) {
    const [offset, end] = [Number(what.readBigUInt64BE(0)), Number(what.readBigUInt64BE(8))]
    const taken = parseWriters(what.subarray(16))
    if (taken !== 'malformed' && Number.isSafeInteger(end) && offset <= end) {
      return { kind: 'begins', offset, end, taken }
    }
  }
  if (letter === 'k' && what.length === WRITER_BYTES + 1) {
    return { kind: 'taken', ...parseTaken(what), again: what.readUInt8(WRITER_BYTES) === 1 }
  }
  if (letter === 'x' && what.length > 0) {
    const signal = what.toString('latin1', 1)
    if (signal) return { kind: 'exited', status: null, signal }
    return { kind: 'exited', status: what.readUInt8(0), signal: null }
  }
  throw new Error('That is no held shell.')
}

/** @returns undefined where the holder's version knows no writers. */
function parseWriters(what: Buffer): readonly TakenInput[] | undefined | 'malformed' {
  if (what.length === 0) return undefined
  const count = what.readUInt8(0)
  if (what.length !== 1 + count * WRITER_BYTES) return 'malformed'
  return Array.from({ length: count }, (_, index) =>
    parseTaken(what.subarray(1 + index * WRITER_BYTES)),
  )
}

function parseTaken(what: Buffer): TakenInput {
  const writer = what.readBigUInt64BE(0).toString(16).padStart(12, '0')
  return { writer, offset: Number(what.readBigUInt64BE(8)) }
}

function frame(letter: string, what: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + what.length)
  bytes.write(letter, 'latin1')
  bytes.writeUInt32BE(what.length, 1)
  bytes.set(what, HEADER_BYTES)
  return bytes
}
