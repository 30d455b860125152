import { clientLoaded, TOKEN_KEY } from '../page/client-loaded.ts'
import { siteStorage } from '../storage/browser-storage.ts'

clientLoaded.then(async () => {
  const { SandboxCard } = await import('./sandbox-card.ts')
  const place = document.querySelector<HTMLElement>('sandbox-status')
  if (place) new SandboxCard(place)
})

// A reader who has had a sandbox may still have it, and sees that before the first Run.
if (siteStorage.get(TOKEN_KEY) !== undefined) {
  import('../page/page-client.ts')
    .then(({ pageClient }) => pageClient.reach())
    // Run tries again, and says why it fails.
    .catch(() => {})
}
