import { phrase } from '../../words/phrase.ts'
import { showNotice } from '../page/notice-line.ts'
import { isFramed } from '../site/framed.ts'
import type { StorageTrouble } from '../storage/browser-storage.ts'

export const STORAGE_SENTENCES: Readonly<Record<StorageTrouble, string>> = {
  forbidden: phrase('storage.forbidden'),
  full: phrase('storage.full'),
}

/** Where another site shows the page: in a tab of its own most browsers save what it does. */
export const FRAMED_SENTENCE = phrase('storage.framed')

/** Says what the reader has to expect, once a page. */
export function showStorageNotice(trouble: StorageTrouble): void {
  const line = showNotice(() => line.remove())
  if (trouble === 'forbidden' && isFramed()) {
    line.text.textContent = FRAMED_SENTENCE
    line.addButton(phrase('storage.open-in-tab'), () =>
      window.open(location.href, '_blank', 'noopener'),
    )
  } else {
    line.text.textContent = STORAGE_SENTENCES[trouble]
  }
}
