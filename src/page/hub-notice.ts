import type { HubStatus } from '../../protocol/messages.ts'
import { KeptValue } from '../storage/kept-value.ts'
import { imageWords } from './image-words.ts'
import { type NoticeLine, showNotice } from './notice-line.ts'
import type { PageWatcher } from './page-watcher.ts'

/** That there are stand-ins is told once in a browser; the page's head says it at any time. */
const standInsTold = new KeptValue({
  key: 'blitz-stand-ins-told-1',
  none: false,
  parse: (text) => text === 'true',
})

let line: NoticeLine | undefined

/** Says at the edge of the page what a reader should know of the images before a pull. */
export function hubNotices(): PageWatcher {
  return { hub: showHub }
}

function showHub(hub: HubStatus): void {
  line?.remove()
  line = undefined
  const words = imageWords(hub)
  if (words.length === 0) return
  if (hub.state === 'ready') {
    if (standInsTold.value) return
    standInsTold.set(true)
  }
  const shown = showNotice(() => shown.remove())
  shown.text.append(...words)
  line = shown
}
