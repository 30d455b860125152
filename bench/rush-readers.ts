import { WebSocket } from 'ws'
import { LiveClient, type SocketLike } from '../protocol/client.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import { englishFailure } from '../protocol/sentences.ts'
import type { RushOrder, RushReader } from './rush-side.ts'

/**
 * Readers who press Run at about the same time, in a process of their own. This file is put beside the
 * client of whichever commit is measured, so that it imports nothing but that.
 */

const PROMPT_END = '\u001b]133;B'
const COMMAND_START = '\u001b]133;C'
const COMMAND_END = /]133;D;(\d+)/

const order: RushOrder = JSON.parse(process.argv[2] ?? '{}')
const between = order.withinMilliseconds / order.readers
const began = performance.now()
const rush = await Promise.all(
  Array.from({ length: order.readers }, (_, index) => press(began + index * between)),
)
process.send?.(rush, () => process.exit())

/** @param due when this reader presses Run: a client that is late counts, too. */
async function press(due: number): Promise<RushReader> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
  const reader = newReader()
  const { promise, resolve } = Promise.withResolvers<RushReader>()
  const end = (result: Pick<RushReader, 'printed' | 'failure'>) =>
    resolve({
      ...(prompt !== undefined && { prompt }),
      ...(begun !== undefined && { begun }),
      ...result,
    })
  let prompt: number | undefined
  let begun: number | undefined
  let text = ''
  const channel = reader.open(
    { terminal: 'basics/rush', columns: 80, rows: 24 },
    {
      onError: (sentence) => end({ failure: sentence }),
      onOutput: (bytes, consumed) => {
        text += Buffer.from(bytes).toString('latin1')
        consumed()
        if (prompt === undefined && text.includes(PROMPT_END)) {
          prompt = performance.now() - due
          channel.write(`${order.command}\r`)
        }
        const output = text.slice(text.indexOf(COMMAND_START))
        if (order.begins !== undefined && output.includes(order.begins))
          begun ??= performance.now() - due
        const status = COMMAND_END.exec(output)?.[1]
        if (status === '0' && output.includes(order.prints))
          end({ printed: performance.now() - due })
        else if (status !== undefined) end({ failure: output })
      },
    },
  )
  const late = setTimeout(() => end({ failure: 'It took too long.' }), order.patienceMilliseconds)
  const result = await promise
  clearTimeout(late)
  return result
}

function newReader(): LiveClient {
  let token: string | undefined
  return new LiveClient({
    sentenceOf: englishFailure,
    connect: () => {
      const address = order.address.replace('http', 'ws') + SOCKET_PATH
      return new WebSocket(address, { origin: order.address }) as unknown as SocketLike
    },
    token: {
      load: () => token,
      save: (saved) => {
        token = saved
      },
    },
  })
}
