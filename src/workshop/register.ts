import { WORKSHOP_KEY } from '../page/client-loaded.ts'
import { siteStorage } from '../storage/browser-storage.ts'

function takePart(): void {
  if (siteStorage.get(WORKSHOP_KEY) === undefined || document.querySelector('host-board')) return
  // The page can be read without.
  import('./workshop.ts').catch(() => {})
}

takePart()
// Another tab has joined.
siteStorage.watch(takePart)
