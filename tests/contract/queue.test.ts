import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ERROR_SENTENCES } from '../../protocol/sentences.ts'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts'

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})

function house(options: Omit<TestServerOptions, 'driver'> = {}) {
  return startServer({
    driver: engine.driver,
    trustedProxies: ['127.0.0.1'],
    ...options,
    live: { maximum: 1, ...options.live },
  })
}

/** As a proxy of this machine brings one. */
const readerFrom = ({ address }: TestServer, from: string) =>
  new Reader(address, undefined, address, from)

const placeOf = (reader: Reader) => {
  const status = reader.statuses.at(-1)
  return status?.state === 'queued' ? status.place : undefined
}

describe('a full house', () => {
  it('gives each reader a place in line, and lets them in one after another', async () => {
    await using server = await house()
    using first = new Reader(server.address)
    using second = new Reader(server.address)
    using third = new Reader(server.address)
    expect((await first.client.exec('true')).status).toBe(0)
    const waiting = second.open('basics/second')
    await until(() => placeOf(second) === 1, 'the first place')
    expect(second.statuses.at(-1)).toEqual({
      state: 'queued',
      cause: 'house',
      place: 1,
      waitSeconds: null,
    })
    const later = third.client.exec('true')
    await until(() => placeOf(third) === 2, 'the second place')
    first.client.reset()
    expect(await waiting.run('docker image ls')).toBe(0)
    await until(() => placeOf(third) === 1, 'the news that one is next')
    second.client.reset()
    expect((await later).status).toBe(0)
  })

  it('tells a waiting time once it has seen seats come free', async () => {
    await using server = await house()
    for (let round = 0; round < 3; round++) {
      using guest = new Reader(server.address)
      expect((await guest.client.exec('true')).status).toBe(0)
    }
    using first = new Reader(server.address)
    expect((await first.client.exec('true')).status).toBe(0)
    using second = new Reader(server.address)
    second.open('basics/second')
    await until(() => placeOf(second) === 1, 'the place')
    expect(second.statuses.at(-1)).toMatchObject({ waitSeconds: expect.any(Number) })
  })

  it('keeps the place of a reader who reloads, and gives up that of one who left', async () => {
    await using server = await house({ limits: { placeKeptMilliseconds: 1000 } })
    using inside = new Reader(server.address)
    expect((await inside.client.exec('true')).status).toBe(0)
    const reloads = new Reader(server.address)
    reloads.open('basics/reloads')
    await until(() => placeOf(reloads) === 1, 'the first place')
    using behind = new Reader(server.address)
    behind.open('basics/behind')
    await until(() => placeOf(behind) === 2, 'the second place')
    reloads.leave()
    const back = new Reader(server.address, reloads.token)
    back.open('basics/reloads')
    await until(() => placeOf(back) === 1, 'the place as it was')
    back.leave()
    await until(() => placeOf(behind) === 1, 'the place that was given up')
  })

  it('lets a reader leave the queue, and says so', async () => {
    await using server = await house()
    using inside = new Reader(server.address)
    expect((await inside.client.exec('true')).status).toBe(0)
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/leaves')
    await until(() => placeOf(reader) === 1, 'the place')
    reader.client.leaveQueue()
    await until(() => terminal.error !== undefined, 'the end of it')
    expect(reader.statuses.at(-1)).toEqual({ state: 'gone', reason: 'left' })
  })

  it('leaves a reader who leaves the queue too late the sandbox that has just become ready', async () => {
    await using server = await house()
    using reader = new Reader(server.address)
    const terminal = reader.open('basics/ready')
    expect(await terminal.run('answer=42')).toBe(0)
    reader.client.leaveQueue()
    expect(await terminal.run('test "$answer" = 42')).toBe(0)
    expect(reader.statuses.at(-1)).toMatchObject({ state: 'ready' })
  })

  it('gives the seat of one who left while it was on its way to the next', async () => {
    await using server = await house({ limits: { placeKeptMilliseconds: 1 } })
    using inside = new Reader(server.address)
    expect((await inside.client.exec('true')).status).toBe(0)
    const leaves = new Reader(server.address)
    leaves.open('basics/leaves')
    await until(() => placeOf(leaves) === 1, 'the place')
    leaves.leave()
    inside.client.reset()
    using next = new Reader(server.address)
    expect((await next.client.exec('true')).status).toBe(0)
  })
})

describe('an address', () => {
  it('has no more seats than its bound, though there are some, and others get them', async () => {
    await using server = await house({ live: { maximum: 2, perAddress: 1 } })
    using one = readerFrom(server, '198.51.100.1')
    using same = readerFrom(server, '198.51.100.1')
    using other = readerFrom(server, '198.51.100.2')
    expect((await one.client.exec('true')).status).toBe(0)
    const waits = same.client.exec('true')
    await until(() => placeOf(same) === 1, 'the place')
    expect(same.statuses.at(-1)).toMatchObject({ cause: 'address' })
    expect((await other.client.exec('true')).status).toBe(0)
    expect(placeOf(same)).toBe(1)
    one.client.reset()
    expect((await waits).status).toBe(0)
  })

  it('has no more places in the queue than its bound', async () => {
    await using server = await house({ live: { perAddress: 1 } })
    const from = '198.51.100.1'
    using inside = readerFrom(server, from)
    using waits = readerFrom(server, from)
    using refused = readerFrom(server, from)
    expect((await inside.client.exec('true')).status).toBe(0)
    waits.open('basics/waits')
    await until(() => placeOf(waits) === 1, 'the place')
    await expect(refused.client.exec('true')).rejects.toThrow(ERROR_SENTENCES['sandbox-full'])
  })

  it('that nobody vouches for is that of the connection', async () => {
    await using server = await house({ trustedProxies: [], live: { perAddress: 1, maximum: 2 } })
    using one = readerFrom(server, '198.51.100.1')
    using same = readerFrom(server, '198.51.100.1')
    expect((await one.client.exec('true')).status).toBe(0)
    expect((await same.client.exec('true')).status).toBe(0)
  })
})

describe('a rush', () => {
  it('starts few sandboxes at once, serves everybody, and leaves more of them ready', async () => {
    let creating = 0
    let most = 0
    const driver: SandboxDriver = {
      ...engine.driver,
      async create(...words) {
        creating += 1
        most = Math.max(most, creating)
        try {
          return await engine.driver.create(...words)
        } finally {
          creating -= 1
        }
      },
    }
    await using server = await startServer({
      driver,
      live: { startsAtOnce: 2, warmMaximum: 2 },
    })
    const readers = Array.from({ length: 5 }, () => new Reader(server.address))
    const results = await Promise.all(readers.map(({ client }) => client.exec('true')))
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0])
    expect(most).toBe(2)
    await until(async () => (await engine.driver.list()).length === 7, 'the ones made ahead')
    for (const reader of readers) reader.leave()
  })
})
