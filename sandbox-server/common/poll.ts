import { setTimeout as delay } from 'node:timers/promises'

const INTERVAL_MILLISECONDS = 50

/**
 * Asks until there is an answer, at most that long.
 * @returns undefined when the time is over. @throws when `signal` aborts, or `question` throws.
 */
export async function poll<Answer>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  question: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    const answer = await question()
    signal?.throwIfAborted()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) return undefined
    await delay(INTERVAL_MILLISECONDS, undefined, signal && { signal })
  }
}
