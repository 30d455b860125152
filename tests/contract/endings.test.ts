import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxStatus } from '../../protocol/messages.ts'
import type { SessionLimits } from '../../sandbox-server/sessions/session.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { HandedClock } from '../support/handed-clock.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Of a sandbox; an end is announced a tenth of it ahead. */
const MILLISECONDS = 300_000
const AHEAD_MILLISECONDS = MILLISECONDS / 10
const AHEAD_SECONDS = AHEAD_MILLISECONDS / 1000

let engine: EngineUnderTest
let clock: HandedClock

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})

beforeEach(() => {
  clock = new HandedClock()
})

function serverWith(limits: Partial<SessionLimits>): Promise<TestServer> {
  return startServer({ driver: engine.driver, limits, live: { clock } })
}

async function readerOf({ address }: TestServer): Promise<Reader> {
  const reader = new Reader(address)
  expect((await reader.client.exec('true')).status).toBe(0)
  return reader
}

const last = (reader: Reader): SandboxStatus | undefined => reader.statuses.at(-1)

/** The end that a reader sees announced now. */
function announced(reader: Reader) {
  const status = last(reader)
  return status?.state === 'ready' ? status.ending : undefined
}

/** Time passes until the end is announced. */
async function isAnnounced(reader: Reader): Promise<void> {
  expect(announced(reader)).toBe(undefined)
  await clock.advance(MILLISECONDS - AHEAD_MILLISECONDS)
  await until(() => announced(reader) !== undefined, 'the announcement')
}

/** Time passes from the announcement to the end. */
async function isOver(reader: Reader): Promise<void> {
  await clock.advance(AHEAD_MILLISECONDS)
  await until(() => last(reader)?.state === 'gone', 'the end')
}

describe('a sandbox that nobody uses', () => {
  it('is said to end, and ends', async () => {
    await using server = await serverWith({ idleMilliseconds: MILLISECONDS })
    using reader = await readerOf(server)
    await isAnnounced(reader)
    expect(announced(reader)).toEqual({ reason: 'idle', seconds: AHEAD_SECONDS, extensible: true })
    await isOver(reader)
    expect(last(reader)).toEqual({ state: 'gone', reason: 'idle' })
  })

  it.each([
    ['a key', (reader: Reader) => reader.open('basics/typed').channel.write('x')],
    ['the button', (reader: Reader) => reader.client.extend()],
  ])('is kept by %s', async (_, use) => {
    await using server = await serverWith({ idleMilliseconds: MILLISECONDS })
    using reader = await readerOf(server)
    await isAnnounced(reader)
    use(reader)
    await until(() => announced(reader) === undefined, 'the news that it goes on')
    await clock.advance(AHEAD_MILLISECONDS)
    expect((await reader.client.exec('true')).status).toBe(0)
  })
})

describe('a sandbox whose time is up', () => {
  it('is extended as often as the host lets it, and then ends', async () => {
    await using server = await serverWith({ lifetimeMilliseconds: MILLISECONDS, extensions: 1 })
    using reader = await readerOf(server)
    await isAnnounced(reader)
    expect(announced(reader)).toEqual({
      reason: 'lifetime',
      seconds: AHEAD_SECONDS,
      extensible: true,
    })
    reader.client.extend()
    await until(() => announced(reader) === undefined, 'the extension')
    expect(last(reader)).toMatchObject({ secondsLeft: MILLISECONDS / 1000 })
    await isAnnounced(reader)
    expect(announced(reader)).toMatchObject({ extensible: false })
    reader.client.extend()
    await isOver(reader)
    expect(last(reader)).toEqual({ state: 'gone', reason: 'lifetime' })
  })

  it('says how much time is left to a page that comes later', async () => {
    await using server = await serverWith({ lifetimeMilliseconds: MILLISECONDS, extensions: 0 })
    using reader = await readerOf(server)
    await isAnnounced(reader)
    await clock.advance(AHEAD_MILLISECONDS / 2)
    using tab = new Reader(server.address, reader.token)
    tab.open('basics/tab')
    await until(() => announced(tab) !== undefined, 'the welcome')
    expect(announced(tab)?.seconds).toBe(AHEAD_SECONDS / 2)
  })
})
