import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserReader, type ContextOptions, launchBrowser } from '../support/browser.ts'
import { until } from '../support/reader.ts'
import { noSandboxes, startServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'
import { type StaticSite, serveFiles } from '../support/static-site.ts'

const WORDS = 'This is a recording: there is no live server here.'

let browser: Browser
let pages: string
let site: StaticSite

beforeAll(async () => {
  pages = await builtSite()
  site = await serveFiles(pages)
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

async function readerOfWelcome(options?: ContextOptions): Promise<BrowserReader> {
  const reader = await BrowserReader.open(browser, options)
  await reader.page.goto(`${site.address}/welcome/`)
  return reader
}

function barOf(reader: BrowserReader, block: string): Locator {
  return reader.block(block).element.getByRole('toolbar', { name: 'Recording' })
}

describe('a reader of the site on any web server', () => {
  it('presses Run and sees the recording, which says that it is one', async () => {
    await using reader = await readerOfWelcome()
    const block = reader.block('welcome/first')
    await block.button('run').focus()
    await reader.page.keyboard.press('Enter')
    await block.state('replayed')
    expect(await block.words()).toBe(WORDS)
    await block.shows('$ cat welcome.txt')
    await block.shows('This is your own sandbox')
    await until(
      async () => (await reader.page.locator(':focus').innerText()) === 'Play again',
      'the end, with the focus in its place',
    )
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })

  it('pauses, goes faster, skips to the end, and plays it again', async () => {
    await using reader = await readerOfWelcome()
    const block = reader.block('welcome/counting')
    const bar = barOf(reader, 'welcome/counting')
    await block.button('run').click()
    await bar.getByRole('button', { name: 'Pause' }).click()
    await bar.getByRole('button', { name: 'Speed 1×' }).click()
    await bar.getByRole('button', { name: 'Speed 2×' }).click()
    expect(await bar.getByRole('button', { name: 'Speed 4×' }).innerText()).toBe('4×')
    expect(await block.screen()).not.toContain('second 3')
    await bar.getByRole('button', { name: 'Play', exact: true }).click()
    await bar.getByRole('button', { name: 'Skip to the end' }).click()
    await block.shows('second 3')
    await bar.getByRole('button', { name: 'Play again' }).click()
    await until(async () => !(await block.screen()).includes('second 3'), 'a new begin')
    await block.shows('second 3')
  })

  it('sees the end at once where motion is not wanted', async () => {
    await using reader = await readerOfWelcome({ reducedMotion: 'reduce' })
    const bar = barOf(reader, 'welcome/counting')
    await reader.block('welcome/counting').button('run').click()
    await bar.getByRole('button', { name: 'Play again' }).waitFor()
    await reader.block('welcome/counting').shows('second 3')
  })

  it('keeps the recorded text where there is no recording', async () => {
    await using reader = await readerOfWelcome()
    await reader.page.route('**/recordings/**', (route) => route.fulfill({ status: 404 }))
    const block = reader.block('welcome/first')
    await block.button('run').click()
    await block.state('offline')
    expect(await block.words()).toBe(
      'The server of the live terminals cannot be reached. The recorded output stays.',
    )
    expect(await block.element.locator('.terminal-recorded').isVisible()).toBe(true)
  })

  it('is told where nothing was recorded yet, in the place of an empty terminal', async () => {
    await using reader = await readerOfWelcome()
    const block = reader.block('welcome/first')
    // As the build marks a block that has no output yet.
    await block.element.evaluate((element) => element.setAttribute('data-unrecorded', ''))
    await block.button('run').click()
    await block.state('offline')
    expect(await block.words()).toBe('Nothing recorded yet, and no live server can be reached.')
    expect(await block.element.locator('.terminal-recorded').isVisible()).toBe(true)
  })

  it('is not asked for what a block builds on: nothing can run', async () => {
    await using reader = await readerOfWelcome()
    await reader.page.goto(`${site.address}/authors/`)
    await reader.block('authors/stop').button('run').click()
    await reader.block('authors/stop').state('replayed')
    expect(await reader.page.locator('.needs-panel').count()).toBe(0)
  })
})

describe('a reader of a server without live terminals', () => {
  it('sees the recording, or else reads why there is none', async () => {
    await using server = await startServer({ driver: noSandboxes, pages, pagesOnly: true })
    await using reader = await BrowserReader.open(browser)
    await reader.page.goto(`${server.address}/welcome/`)
    await reader.block('welcome/note').button('run').click()
    await reader.block('welcome/note').state('replayed')
    await reader.page.route('**/recordings/**', (route) => route.fulfill({ status: 404 }))
    const block = reader.block('welcome/first')
    await block.button('run').click()
    await block.state('offline')
    expect(await block.words()).toBe(
      'This server has no live terminals at the moment. The recorded output stays.',
    )
  })
})
