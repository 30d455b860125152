import { expect, it } from 'vitest'
import { LiveClient, type SocketLike } from '../../../protocol/client.ts'
import { englishFailure } from '../../../protocol/sentences.ts'
import { openSocket } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

it('tells a page whose reader is in no workshop so, as soon as it speaks of one', async () => {
  await using server = await startServer({ driver: noSandboxes })
  const told = Promise.withResolvers<unknown>()
  const client = new LiveClient({
    connect: () => openSocket(server.address) as unknown as SocketLike,
    sentenceOf: englishFailure,
    token: { load: () => undefined, save: () => {} },
    onWorkshop: told.resolve,
  })
  await client.reach()
  client.tellWorkshop({ act: 'hand', words: '' })
  expect(await told.promise).toEqual({ news: 'none' })
  client.dispose()
})
