import { phrase } from '../../words/phrase.ts'

/** A command that the reader ran, as this browser keeps it. */
export interface KeptCommand {
  /** Further lines of one command are separated by `\n`. */
  readonly command: string
  /** What it printed; undefined where it was not kept. */
  readonly output: string | undefined
  /** Null where the shell gave none; undefined where it had not ended when the page was left. */
  readonly status: number | null | undefined
  /** When it began, in milliseconds since 1970. */
  readonly at: number
}

/** Of one block: a reader who tries things out for an hour does not fill the browser's storage. */
const MAXIMUM_COMMANDS = 40

/** Of one output, in UTF-16 units: about four screens. */
const MAXIMUM_OUTPUT_LENGTH = 6000

/** @returns nothing where the text is not what a page wrote. */
export function parseKept(text: string | undefined): readonly KeptCommand[] {
  try {
    const kept = JSON.parse(text ?? '[]') as unknown
    return Array.isArray(kept) ? kept.filter(isKeptCommand) : []
  } catch {
    return []
  }
}

function isKeptCommand(value: unknown): value is KeptCommand {
  if (typeof value !== 'object' || value === null) return false
  const { command, output, status, at } = value as Record<string, unknown>
  return (
    typeof command === 'string' &&
    (output === undefined || typeof output === 'string') &&
    (status === undefined || status === null || typeof status === 'number') &&
    typeof at === 'number'
  )
}

/** @returns the commands of a block with one more, or with one that has changed since it began. */
export function withCommand(
  kept: readonly KeptCommand[],
  command: KeptCommand,
): readonly KeptCommand[] {
  const others = kept.filter(({ at }) => at !== command.at)
  const output = command.output === undefined ? undefined : shortened(command.output)
  return [...others, { ...command, output }].slice(-MAXIMUM_COMMANDS)
}

/** Leaves out lines in the middle of a long output: how it begins and how it ends says the most. */
function shortened(output: string): string {
  if (output.length <= MAXIMUM_OUTPUT_LENGTH) return output
  const half = MAXIMUM_OUTPUT_LENGTH / 2
  const start = output.slice(0, half).replace(/\n[^\n]*$/, '')
  const end = output.slice(-half).replace(/^[^\n]*\n/, '')
  const count = output.split('\n').length - start.split('\n').length - end.split('\n').length
  return `${start}\n[${phrase('transcript.left-out', { count: Math.max(count, 1) })}]\n${end}`
}

/**
 * @param prompt what the screen showed before the command was typed.
 * @param line the same line, and those after it, when it was run.
 * @returns the command as it would be typed again, without the shell's `> ` before further lines.
 */
export function typedCommand(prompt: string, line: string): string {
  const shown = line.startsWith(prompt) ? line.slice(prompt.length) : line
  return shown.replaceAll('\n> ', '\n').trim()
}
