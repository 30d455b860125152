import { watchPage } from './page-client.ts'
import { queueSentence, startSentence } from './sandbox-sentences.ts'

/**
 * Tells, until `work` is over, where the reader is in the queue and how the sandbox starts.
 * @param tell hears each step, in words for the reader.
 */
export async function whileWaiting<Result>(
  tell: (words: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const unwatch = watchPage({
    sandbox(status) {
      if (status.state === 'queued') tell(queueSentence(status))
      if (status.state === 'starting') tell(startSentence(status))
    },
  })
  try {
    return await work()
  } finally {
    unwatch()
  }
}
