import type { PublishedPort } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { pageClient } from '../page/page-client.ts'

/** Time that the preview's address may take to answer, in milliseconds. */
const REACH_MILLISECONDS = 10_000

/**
 * An address that opens `path` of an app, soon.
 * @throws an error with a sentence for the reader.
 */
export async function previewAddress({ port }: PublishedPort, path = '/'): Promise<string> {
  const address = new URL(await pageClient.preview(port))
  await expectReachable(address)
  address.searchParams.set('to', path)
  return address.href
}

/** A frame cannot tell why it shows nothing. @throws where the browser does not get there. */
async function expectReachable(address: URL): Promise<void> {
  try {
    await fetch(new URL('reach', address), {
      mode: 'no-cors',
      credentials: 'omit',
      signal: AbortSignal.timeout(REACH_MILLISECONDS),
    })
  } catch (cause) {
    throw new Error(unreachableSentence(address), { cause })
  }
}

/** Safari before macOS 26 finds no name under `localhost`. */
function unreachableSentence({ hostname, origin }: URL): string {
  return hostname.endsWith('.localhost')
    ? phrase('preview.no-localhost')
    : phrase('preview.unreachable', { origin })
}

/**
 * Opens an app in a tab of its own, which learns nothing of this one.
 * @throws an error with a sentence for the reader.
 */
export async function openPreviewTab(port: PublishedPort, path?: string): Promise<void> {
  // At once, since a browser lets only a press of the reader's open tabs.
  const tab = window.open('', '_blank')
  if (!tab) throw new Error(phrase('preview.no-tab'))
  try {
    const address = await previewAddress(port, path)
    tab.opener = null
    tab.location.replace(address)
  } catch (error) {
    tab.close()
    throw error
  }
}
