import { onStorageTrouble } from '../storage/browser-storage.ts'

onStorageTrouble(async (trouble) => {
  const { showStorageNotice } = await import('./storage-notice.ts')
  showStorageNotice(trouble)
})
