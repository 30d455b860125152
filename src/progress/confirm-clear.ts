import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'

/** Asks whether the reader's progress may be cleared. */
export function confirmClear(): Promise<boolean> {
  return confirm({
    title: phrase('progress.clear-title'),
    text: phrase('progress.clear-text'),
    keep: phrase('progress.keep'),
    go: phrase('progress.clear'),
  })
}
