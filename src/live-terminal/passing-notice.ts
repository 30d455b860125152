import { type NoticeLine, showNotice } from '../page/notice-line.ts'

let shown: NoticeLine | undefined

/** Says what came of the reader's last action, in the place of what was said of the one before. */
export function say(words: string): void {
  shown?.remove()
  shown = undefined
  if (words === '') return
  const line = showNotice(() => line.remove())
  line.text.textContent = words
  shown = line
}
