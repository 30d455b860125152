import { WORKSHOP_KEY } from '../page/client-loaded.ts'
import { siteStorage } from '../storage/browser-storage.ts'

function takePart(): void {
  // The page can be read without.
  if (siteStorage.get(WORKSHOP_KEY) !== undefined) import('./workshop.ts').catch(() => {})
}

takePart()
// Another tab has joined.
siteStorage.watch(takePart)
