import type { PublishedPort } from '../../protocol/messages.ts'
import { pageClient } from './page-client.ts'

/**
 * An address that opens `path` of an app, once and soon.
 * @throws {LiveError} with a sentence for the reader.
 */
export async function previewAddress({ port }: PublishedPort, path = '/'): Promise<string> {
  const address = new URL(await pageClient.preview(port))
  address.searchParams.set('to', path)
  return address.href
}

/**
 * Opens an app in a tab of its own, which learns nothing of this one.
 * @throws {LiveError} with a sentence for the reader.
 */
export async function openPreviewTab(port: PublishedPort, path?: string): Promise<void> {
  // At once, since a browser lets only a press of the reader's open tabs.
  const tab = window.open('', '_blank')
  try {
    const address = await previewAddress(port, path)
    if (!tab) return
    tab.opener = null
    tab.location.replace(address)
  } catch (error) {
    tab?.close()
    throw error
  }
}
