import { usablePath } from './path.ts'

/**
 * The marks that the sandbox's shell puts into its output: OSC 133 (prompt start `A`, prompt end
 * `B`, command start `C`, command end `D;status`; the FinalTerm convention, as in iTerm2's and
 * VS Code's documentation) and OSC 7 (working directory as a file URL). Any program can print them, so
 * the shell's own carry a secret as their `aid`, the identifier of the application (Per Bothner's
 * "semantic prompts").
 */
export type ShellMark =
  | { readonly kind: 'prompt-start' }
  | { readonly kind: 'prompt-end' }
  | { readonly kind: 'command-start' }
  /** `status` is null where the shell gave none. */
  | { readonly kind: 'command-end'; readonly status: number | null }
  | { readonly kind: 'directory'; readonly path: string }

/** A piece of output: bytes to show, or a mark that stands between them. */
export type ShellPiece = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | ShellMark

const ESCAPE = 0x1b
const BELL = 0x07
const STRING_TERMINATOR = 0x5c
const OSC = 0x5d

/** Longest OSC that is looked into; a longer one passes unread, so a stream cannot fill memory. */
const MAXIMUM_OSC_BYTES = 2048

/**
 * Finds the marks in a stream of output, in whatever pieces it comes. The bytes that it hands on
 * are all that came in, marks included: a terminal ignores the marks, and offsets stay true.
 */
export class ShellMarkParser {
  #osc: number[] | undefined
  #escaped = false
  #secret: string | undefined
  /** The shell has shown its secret: whatever comes without it is another program's. */
  #isKnown = false
  /** The last one that was printed: it is the shell's where its prompt begins. */
  #directory: ShellMark | undefined

  /**
   * From now on only marks with this secret are taken for the shell's. A shell of an earlier version
   * has none: until the secret was seen once, marks without any are believed.
   */
  believe(secret: string): void {
    this.#secret = secret
  }

  /** @returns the bytes and the marks, in the order of the stream; each mark follows its own bytes. */
  push(bytes: Uint8Array): ShellPiece[] {
    const pieces: ShellPiece[] = []
    let start = 0
    for (let index = 0; index < bytes.length; index++) {
      const marks = this.#step(bytes[index] as number)
      if (marks.length === 0) continue
      pieces.push({ kind: 'bytes', bytes: bytes.subarray(start, index + 1) }, ...marks)
      start = index + 1
    }
    if (start < bytes.length) pieces.push({ kind: 'bytes', bytes: bytes.subarray(start) })
    return pieces
  }

  #step(byte: number): readonly ShellMark[] {
    const wasEscaped = this.#escaped
    this.#escaped = byte === ESCAPE
    if (this.#osc === undefined) {
      if (wasEscaped && byte === OSC) this.#osc = []
      return NONE
    }
    const ends = byte === BELL || (wasEscaped && byte === STRING_TERMINATOR)
    if (!ends) {
      if (!this.#escaped) this.#osc.push(byte)
      if (wasEscaped || this.#osc.length > MAXIMUM_OSC_BYTES) this.#osc = undefined
      return NONE
    }
    const text = new TextDecoder().decode(Uint8Array.from(this.#osc))
    this.#osc = undefined
    return this.#believed(text)
  }

  /** @returns the marks that are known to be the shell's now. */
  #believed(osc: string): readonly ShellMark[] {
    const mark = parseMark(osc)
    if (mark === undefined) return NONE
    if (mark.kind === 'directory') {
      // It has no place for the secret: the shell's own prompt follows it.
      if (!this.#isKnown) return [mark]
      this.#directory = mark
      return NONE
    }
    if (this.#secret !== undefined && secretOf(osc) === this.#secret) this.#isKnown = true
    else if (this.#isKnown) return NONE
    if (mark.kind !== 'prompt-start' || this.#directory === undefined) return [mark]
    const directory = this.#directory
    this.#directory = undefined
    return [directory, mark]
  }
}

const NONE: readonly ShellMark[] = []

function secretOf(osc: string): string | undefined {
  return /;aid=([^;]*)/.exec(osc)?.[1]
}

function parseMark(osc: string): ShellMark | undefined {
  if (osc.startsWith('7;')) {
    const [, encoded] = /^file:\/\/[^/]*(\/.*)$/s.exec(osc.slice(2)) ?? []
    const path = encoded === undefined ? undefined : usablePath(decodePath(encoded))
    return path === undefined ? undefined : { kind: 'directory', path }
  }
  if (!osc.startsWith('133;')) return undefined
  const [letter, value] = osc.slice(4).split(';')
  switch (letter) {
    case 'A':
      return { kind: 'prompt-start' }
    case 'B':
      return { kind: 'prompt-end' }
    case 'C':
      return { kind: 'command-start' }
    case 'D':
      return { kind: 'command-end', status: /^\d+$/.test(value ?? '') ? Number(value) : null }
    default:
      return undefined
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
