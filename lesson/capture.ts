import { patternSource } from './expect.ts'
import { FenceError } from './fence-error.ts'

/** A value that a block's output gives to the text and the commands after it. */
export interface Capture {
  readonly name: string
  /** Of a pattern over the block's whole output; its first group, or all of it, is the value. */
  readonly pattern: string
}

/** @param value such as `visitor=/(\S+)$/`. @throws {FenceError} */
export function parseCapture(value: string): Capture {
  const [, name, rest] = /^([a-z][a-z0-9-]*)=(.+)$/s.exec(value) ?? []
  const pattern = rest === undefined ? undefined : patternSource(rest, 'capture')
  if (name === undefined || pattern === undefined) {
    throw new FenceError(`capture="${value}" is not usable: it takes "name=/pattern/".`)
  }
  return { name, pattern }
}

/** @returns the captured value, or undefined where the output does not show it. */
export function captured({ pattern }: Capture, output: string): string | undefined {
  const match = new RegExp(pattern, 'm').exec(output)
  return match?.[1] ?? match?.[0]
}

/** A captured value. */
export interface Value {
  readonly name: string
  readonly value: string
}

/** A piece of a text with places for values: words as they are, or the place of a value. */
export type Piece = string | Value

/** Cuts a text at the places `{name}`; names that nobody captured stay as they are. */
export function splitAtValues(text: string, values: ReadonlyMap<string, string>): Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (const match of text.matchAll(/(?<!\{)\{([a-z][a-z0-9-]*)\}(?!\})/g)) {
    const name = match[1] as string
    const value = values.get(name)
    if (value === undefined) continue
    if (match.index > start) pieces.push(text.slice(start, match.index))
    pieces.push({ name, value })
    start = match.index + match[0].length
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}

/** Puts values in the places of `{name}`; names that nobody captured stay as they are. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return splitAtValues(text, values)
    .map((piece) => (typeof piece === 'string' ? piece : piece.value))
    .join('')
}
