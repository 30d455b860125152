import { showNotice } from '../page/notice-line.ts'
import type { StorageTrouble } from '../storage/browser-storage.ts'

export const STORAGE_SENTENCES: Readonly<Record<StorageTrouble, string>> = {
  forbidden:
    'Your browser lets this site save nothing, so your sandbox and your progress last only until you leave or reload this page.',
  full: 'Your browser has no room left for this site, so it remembers what you do from now on only until you leave or reload this page.',
}

/** Says what the reader has to expect, once a page. */
export function showStorageNotice(trouble: StorageTrouble): void {
  const line = showNotice(() => line.remove())
  line.text.textContent = STORAGE_SENTENCES[trouble]
}
