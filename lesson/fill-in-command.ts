import { type Piece, splitAtValues } from './capture.ts'
import { FenceError } from './fence-error.ts'

/** In which quotes of a shell command a place is. */
export type Quoting = 'plain' | 'single' | 'double'

/** `nested`: where no quoting of ours would hold, such as in backticks or a here-document. */
type ShellState = Quoting | 'nested'

/** A piece of a command: words as they are, or the place of a value and the quotes around it. */
export type CommandPiece = string | (Exclude<Piece, string> & { readonly quoting: ShellState })

/** Characters that mean nothing to a shell, wherever they are; in double quotes a space is one, too. */
const HARMLESS = /^[\w./:@+,-]+$/
const HARMLESS_IN_DOUBLE = /^[\w./:@+, -]+$/

/** Cuts a command at the places of values, and says in which quotes each is. */
export function splitCommand(command: string, values: ReadonlyMap<string, string>): CommandPiece[] {
  let state: ShellState = 'plain'
  return splitAtValues(command, values).map((piece) => {
    if (typeof piece !== 'string') return { ...piece, quoting: state }
    state = stateAfter(piece, state)
    return piece
  })
}

/**
 * Puts values in the places of `{name}`.
 * @param captured values from the output of programs, which are put in as they are.
 * @param variables values that the reader chose: each is quoted, so that the shell takes it as text.
 */
export function fillInCommand(
  command: string,
  captured: ReadonlyMap<string, string>,
  variables: ReadonlyMap<string, string>,
): string {
  return splitCommand(command, new Map([...captured, ...variables]))
    .map((piece) => {
      if (typeof piece === 'string') return piece
      return variables.has(piece.name) ? quoteValue(piece.value, piece.quoting) : piece.value
    })
    .join('')
}

/**
 * @param quoting in which quotes the value is put.
 * @returns the value such that a shell takes it as text, and that holds no place of another value.
 */
export function quoteValue(value: string, quoting: string): string {
  const inSingle = value.replaceAll("'", String.raw`'\''`).replaceAll('{', "{''")
  if (quoting === 'single') return inSingle
  if (quoting === 'double') return HARMLESS_IN_DOUBLE.test(value) ? value : `"'${inSingle}'"`
  return HARMLESS.test(value) ? value : `'${inSingle}'`
}

/** @throws {FenceError} where a variable is in a place in which it cannot be quoted. */
export function expectQuotable(command: string, variables: ReadonlyMap<string, string>): void {
  for (const piece of splitCommand(command, variables)) {
    if (typeof piece === 'string' || piece.quoting !== 'nested') continue
    throw new FenceError(
      `{${piece.name}} cannot be quoted there: keep a variable out of backticks, \${…}, $'…', here-documents, and substitutions in double quotes.`,
    )
  }
}

/** How a shell reads on after `text` (POSIX, Shell Command Language, 2.2 Quoting). */
function stateAfter(text: string, before: ShellState): ShellState {
  let state = before
  for (const [sign] of text.matchAll(/\\[\s\S]|\$[{'(]|<<<|<<|['"`]/g)) {
    if (state === 'single') state = sign.endsWith("'") ? 'plain' : state
    else if (state === 'double') state = afterInDouble(sign)
    else if (state === 'plain') state = afterInPlain(sign)
  }
  return state
}

function afterInDouble(sign: string): ShellState {
  if (sign === '"') return 'plain'
  return sign === '`' || sign === '$(' || sign === '${' ? 'nested' : 'double'
}

function afterInPlain(sign: string): ShellState {
  if (sign === "'") return 'single'
  if (sign === '"') return 'double'
  return sign === '`' || sign === '${' || sign === "$'" || sign === '<<' ? 'nested' : 'plain'
}
