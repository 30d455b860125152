import { WebSocket } from 'ws'
import { LiveClient, type SocketLike } from '../protocol/client.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import { englishFailure } from '../protocol/sentences.ts'
import { joinWorkshop } from '../tests/support/board.ts'
import type { WatchersOrder, WatchersTally } from './room.ts'

/**
 * The pages of a workshop's participants, in a process of their own. The bench says how many of them ask
 * for the host's terminal; the others are connected all the same.
 */

const { address, count, code }: WatchersOrder = JSON.parse(process.argv[2] ?? '{}')
const tally: WatchersTally = { frames: 0, bytes: 0, screens: 0 }
const clients: LiveClient[] = []
for (let index = 0; index < count; index++) {
  let token: string | undefined = await joinWorkshop(address, { code, name: `Reader ${index}` })
  const client = new LiveClient({
    sentenceOf: englishFailure,
    connect: () => {
      const socket = address.replace('http', 'ws') + SOCKET_PATH
      return new WebSocket(socket, { origin: address }) as unknown as SocketLike
    },
    token: {
      load: () => token,
      save: (saved) => {
        token = saved
      },
    },
    onWorkshop: (news) => {
      if ((news as { news: string }).news === 'screen') tally.screens += 1
    },
    onFollowed: ({ bytes }) => {
      tally.frames += 1
      tally.bytes += bytes.length
    },
  })
  client.stay()
  await client.reach()
  clients.push(client)
}
process.on('message', (order: { following: number } | 'tally') => {
  if (order !== 'tally') {
    for (const [index, client] of clients.entries()) {
      client.tellWorkshop({ act: 'follow', isWanted: index < order.following })
    }
  }
  process.send?.(tally)
})
process.once('disconnect', () => process.exit())
process.send?.(tally)
