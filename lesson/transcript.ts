import { FenceError } from './fence-error.ts'

/** One command of a block and the output that was recorded for it. */
export interface Step {
  /** As it is typed; further lines of one command are separated by `\n`. */
  readonly command: string
  /** Without the last line break; empty where the command prints nothing. */
  readonly output: string
}

const PROMPT = '$ '
const CONTINUATION = '> '

/**
 * Reads a terminal session as authors write it: `$ ` before a command, `> ` before its further
 * lines, and everything else as the output of the command before.
 * @param before lines of the fence before the session, for the line that an error names.
 * @throws {FenceError} where the session does not begin with a command.
 */
export function parseTranscript(text: string, before = 0): readonly Step[] {
  if (text.trim() === '') return []
  const steps: { command: string; output: string[] }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const step = steps.at(-1)
    if (line.startsWith(PROMPT)) {
      steps.push({ command: line.slice(PROMPT.length).trim(), output: [] })
    } else if (step === undefined) {
      throw new FenceError(
        `"${line}" stands before the first command: begin with "$ ".`,
        before + index + 1,
      )
    } else if (line.startsWith(CONTINUATION) && step.output.length === 0) {
      step.command += `\n${line.slice(CONTINUATION.length)}`
    } else {
      step.output.push(line)
    }
    if (steps.at(-1)?.command === '')
      throw new FenceError('There is no command after "$".', before + index + 1)
  }
  return steps.map(({ command, output }) => ({ command, output: output.join('\n').trimEnd() }))
}
