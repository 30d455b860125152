import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { forgetCommands } from '../page/kept-commands-store.ts'
import { clearProgress } from './progress-store.ts'

/** Asks whether the reader's progress may be cleared, and does it. */
export async function clearIfConfirmed(): Promise<void> {
  const isMeant = await confirm({
    title: phrase('progress.clear-title'),
    text: phrase('progress.clear-text'),
    keep: phrase('progress.keep'),
    go: phrase('progress.clear'),
  })
  if (!isMeant) return
  forgetCommands()
  clearProgress()
}
