import { quoteForShell } from '../common/quote-for-shell.ts'

/** How a silent command runs. */
export interface SilentOptions {
  readonly directory?: string | undefined
  /** After which it is ended. */
  readonly milliseconds?: number | undefined
  /** Its standard input; empty without it. */
  readonly input?: string | undefined
}

/** Time between the answer that a silent command took too long and its end, in milliseconds. */
const KILL_AFTER_MILLISECONDS = 500

/**
 * The silent command as the reader's own shell would run it, in that directory. What it started is
 * killed with it some time after `milliseconds`, when its answer has been given up.
 */
export function silentCommand(
  command: string,
  directory: string | undefined,
  milliseconds: number,
): string {
  const script = directory === undefined ? command : `cd ${quoteForShell(directory)} && ${command}`
  const seconds = (milliseconds + KILL_AFTER_MILLISECONDS) / 1000
  return `exec timeout --signal=KILL ${seconds} bash -c ${quoteForShell(script)}`
}
