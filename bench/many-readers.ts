import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { LiveClient, type SocketLike } from '../protocol/client.ts'
import type { TerminalChannel } from '../protocol/client-channel.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import { englishFailure } from '../protocol/sentences.ts'
import type { ReadersOrder } from './server.ts'

/**
 * Readers of one server, in a process of their own. Each has a page, a sandbox and a shell, and types
 * when it is told to.
 */

/** Who come at the same time. */
const AT_ONCE = 8

/** Between two turns at typing. */
const TURN_MILLISECONDS = 5

const PROMPT_END = '\u001b]133;B'

const address = process.argv[2] ?? ''
const terminals: TerminalChannel[] = []

process.on('message', async (order: ReadersOrder) => {
  if ('come' in order) await come(order.come)
  else await type(order)
  process.send?.('done')
})
process.once('disconnect', () => process.exit())

async function come(until: number): Promise<void> {
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (terminals.length < until) {
        const place = terminals.push(undefined as never) - 1
        terminals[place] = await newReader()
      }
    }),
  )
}

/** Every reader types so many keys, evenly, each at a time of its own. */
async function type({ keys, seconds }: { keys: number; seconds: number }): Promise<void> {
  const began = performance.now()
  const all = terminals.length * keys
  let key = 0
  while (key < all) {
    // Also where it is late: what has come is read before more is typed.
    await delay(TURN_MILLISECONDS)
    const due = ((performance.now() - began) / 1000 / seconds) * all
    const last = Math.min(all, key + terminals.length, due)
    for (; key < last; key++) terminals[key % terminals.length]?.write('x')
  }
}

function newReader(): Promise<TerminalChannel> {
  const { promise, resolve, reject } = Promise.withResolvers<TerminalChannel>()
  let token: string | undefined
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
  })
  let printed = ''
  const channel = client.open(
    { terminal: 'bench/shell', columns: 80, rows: 24 },
    {
      onError: (sentence) => reject(new Error(sentence)),
      onOutput: (bytes, consumed) => {
        consumed()
        if (printed.includes(PROMPT_END)) return
        printed += Buffer.from(bytes).toString('latin1')
        if (printed.includes(PROMPT_END)) resolve(channel)
      },
    },
  )
  return promise
}
