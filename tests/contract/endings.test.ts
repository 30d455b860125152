import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxStatus } from '../../protocol/messages.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'

/** An end is announced a tenth of the time ahead: long enough for a reader to put it off. */
const SHORT_MILLISECONDS = patient(3000)
const LONG_MILLISECONDS = patient(10_000)

/** As an announcement counts them: begun seconds are whole ones. */
const secondsAhead = (milliseconds: number) => Math.ceil(milliseconds / 10 / 1000)

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})

const last = (reader: Reader): SandboxStatus | undefined => reader.statuses.at(-1)

/** The end that a reader sees announced now. */
function announced(reader: Reader) {
  const status = last(reader)
  return status?.state === 'ready' ? status.ending : undefined
}

async function isAnnounced(reader: Reader): Promise<void> {
  await until(() => announced(reader) !== undefined, 'the announcement')
}

describe('a sandbox that nobody uses', () => {
  it('is said to end, and ends', async () => {
    await using server = await startServer({
      driver: engine.driver,
      limits: { idleMilliseconds: SHORT_MILLISECONDS },
    })
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await isAnnounced(reader)
    expect(announced(reader)).toEqual({
      reason: 'idle',
      seconds: secondsAhead(SHORT_MILLISECONDS),
      extensible: true,
    })
    await until(() => last(reader)?.state === 'gone', 'the end')
    expect(last(reader)).toEqual({ state: 'gone', reason: 'idle' })
  })

  it.each([
    ['a key', (reader: Reader) => reader.open('basics/typed').channel.write('x')],
    ['the button', (reader: Reader) => reader.client.extend()],
  ])('is kept by %s', async (_, use) => {
    await using server = await startServer({
      driver: engine.driver,
      limits: { idleMilliseconds: LONG_MILLISECONDS },
    })
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await isAnnounced(reader)
    use(reader)
    await until(() => announced(reader) === undefined, 'the news that it goes on')
    expect((await reader.client.exec('true')).status).toBe(0)
  })
})

describe('a sandbox whose time is up', () => {
  it('is extended as often as the host lets it, and then ends', async () => {
    await using server = await startServer({
      driver: engine.driver,
      limits: { lifetimeMilliseconds: LONG_MILLISECONDS, extensions: 1 },
    })
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await isAnnounced(reader)
    expect(announced(reader)).toEqual({
      reason: 'lifetime',
      seconds: secondsAhead(LONG_MILLISECONDS),
      extensible: true,
    })
    const before = last(reader)
    reader.client.extend()
    await until(() => announced(reader) === undefined, 'the extension')
    const after = last(reader)
    const isReady = before?.state === 'ready' && after?.state === 'ready'
    expect(isReady && after.secondsLeft > before.secondsLeft).toBe(true)
    await isAnnounced(reader)
    expect(announced(reader)).toMatchObject({ extensible: false })
    reader.client.extend()
    await until(() => last(reader)?.state === 'gone', 'the end')
    expect(last(reader)).toEqual({ state: 'gone', reason: 'lifetime' })
  })

  it('says how much time is left to a page that comes later', async () => {
    await using server = await startServer({
      driver: engine.driver,
      limits: { lifetimeMilliseconds: 2 * LONG_MILLISECONDS, extensions: 0 },
    })
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    await isAnnounced(reader)
    const first = announced(reader)?.seconds ?? 0
    await until(async () => {
      using tab = new Reader(server.address, reader.token)
      tab.open('basics/tab')
      await until(() => tab.statuses.length > 0, 'the welcome')
      const seconds = announced(tab)?.seconds ?? first
      tab.leave()
      return seconds < first
    }, 'less time that is left')
  })
})
