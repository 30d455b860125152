import type { ExecResult } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'

/** A silent command, and what is missing where it does not end with 0: as the page holds them. */
export type CheckPair = readonly [run: string, otherwise: string]

/** Runs one silent command in the reader's sandbox. */
export type Exec = (command: string) => Promise<Pick<ExecResult, 'status' | 'timedOut'>>

/**
 * Runs the checks of a task in their order, up to the first that fails.
 * @param tell hears each step, in words for the reader.
 * @returns the sentence that says what is missing, or undefined where nothing is.
 */
export async function checkTask(
  checks: readonly CheckPair[],
  exec: Exec,
  tell: (words: string) => void,
): Promise<string | undefined> {
  for (const [index, [run, otherwise]] of checks.entries()) {
    const number = checks.length
    const place = index + 1
    tell(number === 1 ? phrase('task.checking') : phrase('task.checking-one', { place, number }))
    const { status, timedOut } = await exec(run)
    if (timedOut) return phrase('task.too-long')
    if (status !== 0) return otherwise
  }
  return undefined
}
