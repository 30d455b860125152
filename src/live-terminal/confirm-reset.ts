import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'

/** Asks whether the sandbox may be thrown away. @returns false when the reader thinks better. */
export function confirmReset(): Promise<boolean> {
  return confirm({
    title: phrase('sandbox.reset-title'),
    text: phrase('sandbox.reset-text'),
    keep: phrase('sandbox.reset-keep'),
    go: phrase('sandbox.reset'),
  })
}
