import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

let engine: EngineUnderTest
let browser: Browser
let pages: string
let server: TestServer
/** Has the one sandbox of this house. */
let guest: Reader

beforeAll(async () => {
  engine = await engineUnderTest()
  pages = await builtSite()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await engine?.[Symbol.asyncDispose]()
})

beforeEach(async () => {
  server = await startServer({ driver: engine.driver, pages, live: { maximum: 1 } })
  guest = new Reader(server.address)
  expect((await guest.client.exec('true')).status).toBe(0)
})

afterEach(async () => {
  guest.client.dispose()
  await server[Symbol.asyncDispose]()
})

const PLACE =
  'Every sandbox is in use. You are next in the queue; the waiting time is not known yet. ' +
  'Your command runs when your sandbox is ready.'

describe('a reader who waits', () => {
  it('reads on, keeps the place over a reload, and sees the command run in the end', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/images')
    await block.button('run').click()
    await block.state('queued')
    expect(await block.words()).toBe(PLACE)
    expect(await block.element.locator('.terminal-recorded').isVisible()).toBe(true)
    await reader.expectAccessible()
    await reader.page.reload()
    await block.state('queued')
    expect(await block.words()).toBe(PLACE)
    guest.client.reset()
    await block.finished()
    await block.shows('busybox')
    expect(reader.errors).toEqual([])
  })

  it('keeps the place on another page of the course', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/images')
    await block.button('run').click()
    await block.state('queued')
    await reader.page.goto(`${server.address}/welcome/`)
    using behind = new Reader(server.address)
    behind.open('basics/behind')
    await until(() => behind.statuses.at(-1)?.state === 'queued', 'the line')
    expect(behind.statuses.at(-1)).toMatchObject({ place: 2 })
    guest.client.reset()
    await until(() => JSON.stringify(behind.statuses.at(-1)).includes('"place":1'), 'the entry')
    await reader.page.goto(`${server.address}/docker-basics/`)
    await block.finished()
    await block.shows('busybox')
  })

  it('gives the place up by cancelling what was to be run first', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/pulled')
    const panel = block.element.locator('.needs-panel')
    await block.button('run').click()
    await panel.getByRole('button', { name: 'Catch me up' }).click()
    const waits = async () => (await panel.innerText()).includes('You are next in the queue')
    await until(waits, 'the place in the panel')
    using behind = new Reader(server.address)
    behind.open('basics/behind')
    await until(() => behind.statuses.at(-1)?.state === 'queued', 'the queue')
    expect(behind.statuses.at(-1)).toMatchObject({ place: 2 })
    await panel.getByRole('button', { name: 'Cancel' }).click()
    await until(() => JSON.stringify(behind.statuses.at(-1)).includes('"place":1'), 'the place')
    await until(async () => (await panel.count()) === 0, 'the panel to go')
    expect(reader.errors).toEqual([])
  })

  it('leaves the line, and may come back', async () => {
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/docker-basics/`)
    const block = reader.block('docker-basics/images')
    await block.button('run').click()
    await block.state('queued')
    await block.button('leave').click()
    await block.state('gone')
    expect(await block.words()).toBe('You left the queue. Run joins it again.')
    await block.button('run').click()
    await block.state('queued')
  })
})
