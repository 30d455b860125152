import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HubStatus } from '../../protocol/messages.ts'
import { Watched } from '../../sandbox-server/common/watched.ts'
import { BrowserReader, launchBrowser } from '../support/browser.ts'
import { until } from '../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const READY: HubStatus = { state: 'ready', standIns: [] }
const hubStatus = new Watched(READY)

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startServer({
    driver: noSandboxes,
    pages: await builtSite(),
    live: { hubStatus },
  })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

beforeEach(() => hubStatus.set(READY))

/** A reader who has pressed Run; what the page then says of images does not need a sandbox. */
async function readerWhoRan(): Promise<BrowserReader> {
  const reader = await BrowserReader.open(browser)
  await reader.page.goto(`${server.address}/welcome/`)
  const block = reader.block('welcome/first')
  await block.button('run').click()
  await block.state('gone')
  return reader
}

const notice = (reader: BrowserReader) => reader.page.locator('.sandbox-notice')
const says = (reader: BrowserReader, words: string) =>
  until(async () => (await notice(reader).innerText()).startsWith(words), words)

describe('a page whose reader has pressed Run', () => {
  it('says nothing of images that are Docker Hub\u2019s own', async () => {
    await using reader = await readerWhoRan()
    expect(await notice(reader).count()).toBe(0)
  })

  it('says which are stand-ins, once, and leads to what that means', async () => {
    hubStatus.set({ state: 'ready', standIns: ['alpine:latest', 'ubuntu:latest'] })
    await using reader = await readerWhoRan()
    await says(reader, '2 images here are small stand-ins, built on this server because')
    await reader.block('welcome/note').button('run').click()
    await reader.block('welcome/note').state('gone')
    expect(await notice(reader).count()).toBe(1)
    await reader.expectAccessible()
    await notice(reader).getByRole('link', { name: 'About the images' }).click()
    await reader.page.getByRole('heading', { name: 'Stand-ins' }).waitFor()
    // Once is enough; from then on the head of the page says it to whoever asks.
    await reader.page.goto(`${server.address}/docker-basics/`)
    await reader.block('docker-basics/version').button('run').click()
    await reader.block('docker-basics/version').state('gone')
    const card = await reader.openSandboxCard()
    await card.getByText('2 images here are small stand-ins').waitFor()
    expect(await notice(reader).count()).toBe(0)
    expect(reader.errors).toEqual([])
  })

  it.each([
    ['filling', 'This server is new and is still preparing its images.'],
    ['failed', 'This server could not get all of its images'],
    ['off', 'This server has no images to pull'],
  ] as const)('is told that the hub is %s, until it no longer is', async (state, words) => {
    hubStatus.set({ state, standIns: [] })
    await using reader = await readerWhoRan()
    await says(reader, words)
    hubStatus.set(READY)
    await until(async () => (await notice(reader).count()) === 0, 'the end of the notice')
  })
})
