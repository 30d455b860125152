import type { BoardWorkshop } from '../../protocol/board-messages.ts'
import { membership, takePart } from '../membership/membership.ts'
import { TOKEN_KEY } from '../page/client-loaded.ts'
import { siteStorage } from '../storage/browser-storage.ts'
import type { BoardContext } from './board-context.ts'

/**
 * From now on the pages of this browser are the host's own: readers can be led to where they are, and
 * their terminals can be shown.
 * @returns the name of the reader whose browser this is already, where it is; then nothing changes.
 */
export async function takePartAsHost(
  { client, state }: BoardContext,
  { workshop, title }: BoardWorkshop,
): Promise<string | undefined> {
  const known = membership()
  if (known !== undefined && known.name !== state.host) return known.name
  // A session comes first: a page whose session the server does not know as the host's is nobody's.
  if (siteStorage.get(TOKEN_KEY) === undefined) {
    const { pageClient } = await import('../page/page-client.ts')
    await pageClient.reach()
  }
  client.askTerminals()
  takePart({ workshop, title, name: state.host })
  return undefined
}
