import { TOKEN_KEY, WORKSHOP_KEY } from '../page/client-loaded.ts'
import { siteStorage } from '../storage/browser-storage.ts'

/** Another tab has changed whose pages these are. */
let hasNewToken = false

function takePart(): void {
  if (siteStorage.get(WORKSHOP_KEY) === undefined || document.querySelector('host-board')) return
  // This page may be connected as the reader from before another tab joined.
  if (hasNewToken) location.reload()
  // The page can be read without.
  else import('./workshop.ts').catch(() => {})
}

takePart()
siteStorage.watch((key) => {
  if (key === TOKEN_KEY) hasNewToken = true
  if (key === WORKSHOP_KEY) takePart()
})
