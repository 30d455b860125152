import { showNotice } from '../page/notice-line.ts'
import { isFramed } from '../site/framed.ts'
import type { StorageTrouble } from '../storage/browser-storage.ts'

export const STORAGE_SENTENCES: Readonly<Record<StorageTrouble, string>> = {
  forbidden:
    'Your browser lets this site save nothing, so your sandbox and your progress last only until you leave or reload this page.',
  full: 'Your browser has no room left for this site, so it remembers what you do from now on only until you leave or reload this page.',
}

/** Where another site shows the page: in a tab of its own most browsers save what it does. */
export const FRAMED_SENTENCE =
  'Inside another site, your browser lets this page save nothing, so your sandbox and your progress last only until you leave or reload it.'

/** Says what the reader has to expect, once a page. */
export function showStorageNotice(trouble: StorageTrouble): void {
  const line = showNotice(() => line.remove())
  if (trouble === 'forbidden' && isFramed()) {
    line.text.textContent = FRAMED_SENTENCE
    line.addButton('Open in a new tab', () => window.open(location.href, '_blank', 'noopener'))
  } else {
    line.text.textContent = STORAGE_SENTENCES[trouble]
  }
}
