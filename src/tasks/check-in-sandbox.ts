import { LiveError } from '../../protocol/client.ts'
import { pageClient } from '../page/page-client.ts'
import { whileWaiting } from '../page/while-waiting.ts'
import { type CheckPair, checkTask } from './check-task.ts'

/** Time that one command of a check may take, in milliseconds. */
const CHECK_MILLISECONDS = 30_000

export type Outcome =
  | { readonly state: 'done' }
  /** Something is missing in the sandbox. */
  | { readonly state: 'missing'; readonly sentence: string }
  /** It could not be found out. */
  | { readonly state: 'offline'; readonly sentence: string }

/** Checks a task in the reader's own sandbox. @param tell hears each step, in words. */
export async function checkInSandbox(
  checks: readonly CheckPair[],
  tell: (words: string) => void,
): Promise<Outcome> {
  const exec = (command: string) => pageClient.exec(command, { milliseconds: CHECK_MILLISECONDS })
  try {
    const sentence = await whileWaiting(tell, () => checkTask(checks, exec, tell))
    return sentence === undefined ? { state: 'done' } : { state: 'missing', sentence }
  } catch (error) {
    if (!(error instanceof LiveError)) throw error
    return { state: 'offline', sentence: error.message }
  }
}
