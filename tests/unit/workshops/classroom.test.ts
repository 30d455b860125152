import { once } from 'node:events'
import { expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '../../../protocol/limits.ts'
import { CLOSE } from '../../../protocol/sentences.ts'
import { MAXIMUM_PAGES_PER_READER } from '../../../sandbox-server/gateway/reader-count.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { joinWorkshop } from '../../support/board.ts'
import { openSocket } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

const CLASSROOM = '198.51.100.1'

/** The seats of an address, twice, are fewer: this is how many of its readers may be connected. */
const READERS_PER_ADDRESS = 64

/** Of each participant: together more than eight for each of those readers. */
const PAGES = 7

it('a classroom behind one address is in, beside as many readers of it as any address may have', async () => {
  await using server = await startServer({
    driver: noSandboxes,
    trustedProxies: ['127.0.0.1', '::1'],
    live: { perAddress: 1 },
  })
  server.workshops.plan(
    'blue',
    parsePlan('{ title: Blue, code: blue-42, seats: 200 }', 'blue.yaml'),
  )
  using sockets = new DisposableStack()
  /** @returns what a page of that address hears first: the welcome, or the code of its end. */
  const page = async (token?: string): Promise<string | number> => {
    const socket: WebSocket = openSocket(server.address, undefined, undefined, CLASSROOM)
    sockets.defer(() => socket.terminate())
    const closed = once(socket, 'close').then(([code]: number[]) => code as number)
    await once(socket, 'open')
    const heard = once(socket, 'message').then(([data]) => JSON.parse(String(data)).type as string)
    socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, token }))
    return Promise.race([heard, closed])
  }
  const tokens: string[] = []
  for (let number = 0; number < READERS_PER_ADDRESS + 20; number++) {
    tokens.push(await joinWorkshop(server.address, { code: 'BLUE42', name: `Reader ${number}` }))
  }
  // More pages than one address may have connected, of readers who have not said who they are.
  for (let count = 0; count < PAGES; count++) {
    const heard = await Promise.all(tokens.map((token) => page(token)))
    expect(new Set(heard)).toEqual(new Set(['welcome']))
  }
  for (let count = 0; count < READERS_PER_ADDRESS; count++) expect(await page()).toBe('welcome')
  expect(await page()).toBe(CLOSE.tooManyReaders.code)
  // What stays bounded is what one of them has open.
  for (let count = PAGES; count < MAXIMUM_PAGES_PER_READER; count++) {
    expect(await page(tokens[0])).toBe('welcome')
  }
  expect(await page(tokens[0])).toBe(CLOSE.tooManyPages.code)
  expect(await page(tokens[1])).toBe('welcome')
})
