import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { END_SENTENCES } from '../../src/page/sandbox-sentences.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

describe('a reader who resets as fast as a client can', () => {
  it('has one sandbox at most, though others are free, and one that works in the end', async () => {
    await using server = await startServer({ driver: engine.driver, live: { maximum: 8 } })
    using reader = new Reader(server.address)
    await reader.client.reach()
    let most = 0
    let isOver = false
    const counting = (async () => {
      while (!isOver) most = Math.max(most, (await engine.driver.list()).length)
    })()
    for (let burst = 0; burst < 3; burst++) {
      for (let press = 0; press < 10; press++) {
        reader.client.reset()
        reader.open(`fairness/press-${burst}-${press}`)
      }
      await until(() => reader.statuses.at(-1)?.state === 'ready', 'the sandbox after a burst')
    }
    expect(await reader.open('fairness/afterwards').run('docker image ls')).toBe(0)
    isOver = true
    await counting
    expect(most).toBe(1)
    expect(server.faults).toEqual([])
  })
})

describe('a reader whose pages are all closed', () => {
  it('loses the sandbox to who waits, and reads that on coming back', async () => {
    await using server = await startServer({
      driver: engine.driver,
      live: { maximum: 1 },
      limits: { closedMilliseconds: 1 },
    })
    const away = new Reader(server.address)
    expect((await away.client.exec('true')).status).toBe(0)
    using waits = new Reader(server.address)
    const command = waits.client.exec('true')
    await until(() => waits.statuses.at(-1)?.state === 'queued', 'the queue')
    away.leave()
    expect((await command).status).toBe(0)
    using back = new Reader(server.address, away.token)
    await back.client.reach()
    expect(back.statuses.at(-1)).toEqual({ state: 'gone', reason: 'closed' })
    expect(END_SENTENCES.closed).toContain('other readers were waiting')
  })
})
