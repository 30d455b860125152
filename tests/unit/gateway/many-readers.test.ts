import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '../../../protocol/limits.ts'
import type { SandboxDriver } from '../../../sandbox-server/drivers/driver.ts'
import { openSocket, until } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

const HELLO = JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION })
const RUN = JSON.stringify({ type: 'exec', request: 1, command: 'true' })

/** An engine that is at work on the first sandbox for as long as the server runs. */
const neverDone: SandboxDriver = {
  ...noSandboxes,
  create: (_, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    }),
}

/** A page that says hello, from the address that a proxy of this machine names. */
async function pageFrom({ address }: TestServer, from: string): Promise<WebSocket> {
  const socket = openSocket(address, address, undefined, from)
  await once(socket, 'open')
  socket.send(HELLO)
  return socket
}

async function metric({ address }: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
}

it('a classroom of 300 behind one address is welcomed where the house seats that many', async () => {
  await using server = await startServer({
    driver: noSandboxes,
    trustedProxies: ['127.0.0.1'],
    live: { maximum: 300, perAddress: 270 },
  })
  const pages = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const page = await pageFrom(server, '198.51.100.1')
      const [answer] = (await once(page, 'message')) as [Buffer]
      return { page, answer: answer.toString() }
    }),
  )
  expect(pages.filter(({ answer }) => answer.includes('"welcome"'))).toHaveLength(300)
  for (const { page } of pages) page.terminate()
})

describe('a thousand connections that take a place in the queue and vanish', () => {
  it('leave the queue empty, and nobody connected', async () => {
    await using server = await startServer({
      driver: neverDone,
      trustedProxies: ['127.0.0.1'],
      limits: { placeKeptMilliseconds: 1 },
      live: { maximum: 1 },
    })
    const first = await pageFrom(server, '203.0.113.1')
    first.send(RUN)
    await until(
      async () => (await metric(server, 'blitz_sandboxes\\{state="starting"\\}')) === 1,
      'a start',
    )
    const pages = await Promise.all(
      Array.from({ length: 1000 }, (_, count) => pageFrom(server, `198.51.100.${count % 100}`)),
    )
    for (const page of pages) page.send(RUN)
    await until(async () => (await metric(server, 'blitz_line_length')) === 1000, 'a long queue')
    for (const page of pages) page.terminate()
    await until(async () => (await metric(server, 'blitz_line_length')) === 0, 'an empty queue')
    await until(async () => (await metric(server, 'blitz_connections')) === 1, 'the closed pages')
    const next = await pageFrom(server, '203.0.113.2')
    next.send(RUN)
    await until(async () => (await metric(server, 'blitz_line_length')) === 1, 'the next one')
    expect(server.faults).toEqual([])
    for (const page of [first, next]) page.terminate()
  })
})
