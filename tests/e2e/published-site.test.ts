import { glob, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FRAME_SENTENCE } from '../../src/frame/in-frame.ts'
import { FRAMED_SENTENCE } from '../../src/storage-notice/storage-notice.ts'
import { ensureSite } from '../../tools/site.ts'
import { BlockOnPage, BrowserReader, launchChromium, openProfile } from '../support/browser.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { type ParentPage, serveParent } from '../support/parent-page.ts'
import { startApp } from '../support/previews.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { builtSite } from '../support/site.ts'

const ADDRESS = 'https://blitz.example.org'
const BASE = '/docker/'
const TOKEN_KEY = `${BASE}:blitz-token`

let directory: string
let engine: EngineUnderTest
let parent: ParentPage
let stranger: ParentPage
let server: TestServer
let browser: Browser

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-site-'))
  await ensureSite(() => {}, { address: ADDRESS, base: BASE, directory })
  engine = await engineUnderTest()
  parent = await serveParent()
  stranger = await serveParent()
  server = await startServer({
    driver: engine.driver,
    pages: directory,
    base: BASE,
    embedOrigins: [parent.origin],
    live: { warm: 1 },
  })
  // Only the whole browser keeps a frame of another site from saving anything.
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
  for (const page of [parent, stranger]) await page?.[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

async function cardOf(page: string): Promise<string | undefined> {
  const html = await readFile(join(directory, page, 'index.html'), 'utf8')
  return /<meta property="og:image" content="([^"]+)"/.exec(html)?.[1]
}

describe('a site that knows its address', () => {
  it.each([
    ['', 'index'],
    ['dockerfile', 'dockerfile'],
    ['glossary', 'index'],
    ['print', 'index'],
  ])('has a picture for who shares /%s', async (page, card) => {
    expect(await cardOf(page)).toBe(`${ADDRESS}${BASE}cards/${card}.png`)
    const { format, width, height } = await sharp(join(directory, `cards/${card}.png`)).metadata()
    expect({ format, width, height }).toEqual({ format: 'png', width: 1200, height: 630 })
  })

  it('lists its pages for search engines, but for those that are for others', async () => {
    expect(await readFile(join(directory, 'robots.txt'), 'utf8')).toBe(
      `User-agent: *\nAllow: /\n\nSitemap: ${ADDRESS}${BASE}sitemap-index.xml\n`,
    )
    const sitemap = await readFile(join(directory, 'sitemap-0.xml'), 'utf8')
    expect(sitemap).toContain(`<loc>${ADDRESS}${BASE}welcome/</loc>`)
    expect(sitemap).not.toMatch(/authors|print/)
    const html = await readFile(join(directory, 'welcome/index.html'), 'utf8')
    expect(html).toContain(`rel="canonical" href="${ADDRESS}${BASE}welcome/"`)
  })
})

describe('a site that is built', () => {
  it('is built again for another path, and for no other reason', async () => {
    const again = { address: ADDRESS, base: BASE, directory }
    expect(await ensureSite(() => {}, again)).toEqual({ directory, built: false })
    // It would be: the builder is ended at once.
    const other = ensureSite(() => {}, { ...again, base: '/other/', signal: AbortSignal.abort() })
    await expect(other).rejects.toThrow('aborted')
  })
})

describe('a site that does not', () => {
  it('has no pictures, and names no address', async () => {
    const pages = await builtSite()
    const html = await readFile(join(pages, 'welcome/index.html'), 'utf8')
    expect(html).not.toMatch(/og:image|rel="canonical"/)
    expect(await readFile(join(pages, 'robots.txt'), 'utf8')).toBe('User-agent: *\nAllow: /\n')
    expect(await readdir(pages)).not.toContain('cards')
  })
})

/** Addresses in pages and sheets that are not below the base; those in scripts are asked for below. */
async function addressesAtRoot(): Promise<string[]> {
  const found: string[] = []
  for await (const file of glob('**/*.{html,css}', { cwd: directory })) {
    const text = await readFile(join(directory, file), 'utf8')
    for (const [, address = ''] of text.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)) {
      if (!address.startsWith(BASE)) found.push(`${file}: ${address}`)
    }
    for (const [, address = ''] of text.matchAll(/(?:url\(["']?|import ?["'])(\/[^"')]*)/g)) {
      if (!address.startsWith(BASE)) found.push(`${file}: ${address}`)
    }
  }
  return found
}

describe('a site under a path', () => {
  it('names nothing outside of it', async () => {
    expect(await addressesAtRoot()).toEqual([])
  })

  it('is whole: links, fonts, search, terms and a live block', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    const strays: string[] = []
    page.on('response', (response) => {
      const { origin, pathname } = new URL(response.url())
      if (origin !== server.address) return
      const isBelow = pathname.startsWith(BASE) && response.status() < 400
      // What a reader types leads there.
      if (!isBelow && response.status() !== 308) strays.push(`${pathname}: ${response.status()}`)
    })
    await page.goto(`${server.address}/docker`)
    await page.waitForURL(server.address + BASE)
    await page.locator('.chapters a[data-units][href$="/welcome/"]').click()
    await page.waitForURL(`${server.address}${BASE}welcome/`)

    await reader.block('welcome/first').run()
    expect(await reader.block('welcome/first').words()).toMatch(/^Finished/)
    await page.locator('a[data-units][href$="/welcome/"][data-progress="begun"]').waitFor()
    const keys = await page.evaluate(() => Object.keys(localStorage))
    expect(keys).toContain(TOKEN_KEY)
    expect(keys.filter((key) => key.startsWith('blitz'))).toEqual([])

    await page.locator('main a.term').first().focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    await page.locator('#term-card').waitFor()

    // Its script hears the key from then on.
    await page.locator('site-search button[data-open-modal]:enabled').waitFor()
    await page.keyboard.press('Control+k')
    await page.locator('site-search input').fill('docker image ls')
    const result = page.locator('site-search dialog').getByRole('link', { name: 'Docker basics' })
    await result.first().click()
    await page.waitForURL(`${server.address}${BASE}docker-basics/**`)
    // What the page connects to by itself, since it has had a sandbox.
    await page.waitForLoadState('networkidle')
    // The recording and the other blocks, for a reader who has no server and one who catches up.
    for (const path of ['recordings/welcome/first.cast', 'lessons.json']) {
      expect((await page.request.get(server.address + BASE + path)).status(), path).toBe(200)
    }
    expect(strays).toEqual([])

    await page.goto(`${server.address}${BASE}no/such/page/`)
    await page.getByRole('link', { name: 'Go to the start' }).click()
    await page.waitForURL(server.address + BASE)
    await reader.resetSandbox()
    expect(reader.errors).toEqual([])
  })
})

/** A block of the page in the frame. */
function framedBlock(frame: FrameLocator, name: string): BlockOnPage {
  return new BlockOnPage(frame.locator(`live-terminal[data-block="${name}"]`))
}

/** Opens a page with a frame, and waits until the browser says that its policy forbids it. */
async function expectRefused(page: Page, address: string): Promise<void> {
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('frame-ancestors')) refused.push(message.text())
  })
  await page.goto(address)
  await until(() => refused.length > 0, 'the browser to refuse the frame')
}

/** Chromium's "Allow third-party cookies", which counts for every storage. */
const SAVES_IN_FRAMES = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } }

describe('in a frame of a site that the host names', () => {
  const course = () => `${server.address}${BASE}welcome/`

  it('a block runs, and an app opens in a tab of its own', async () => {
    await using reader = await openProfile(SAVES_IN_FRAMES)
    const { page } = reader
    await page.goto(parent.showing(course()))
    const frame = page.frameLocator('iframe')
    await framedBlock(frame, 'welcome/first').run()
    expect(await framedBlock(frame, 'welcome/first').words()).toMatch(/^Finished/)

    const token = await page.frames()[1]?.evaluate((key) => localStorage.getItem(key), TOKEN_KEY)
    using own = new Reader(server.address, token ?? undefined)
    await startApp(own)
    const opened = page.context().waitForEvent('page')
    await frame.getByRole('button', { name: /web1 · Port 8080 · Open/ }).click()
    const app = await opened
    await app.getByText('Hello from web1').waitFor()
    await app.close()

    await frame.locator('sandbox-status .head-button').click()
    const card = frame.locator('#sandbox-card')
    expect(await card.textContent()).toContain(FRAME_SENTENCE)
    const outside = page.context().waitForEvent('page')
    await card.getByRole('link', { name: 'Open this page in a new tab' }).click()
    const tab = await outside
    await tab.waitForURL(course())
    await tab.close()
    await frame.locator('a[href^="https://"]').first().waitFor()
    expect(await frame.locator('a[href^="https://"]:not([target="_blank"])').count()).toBe(0)

    // An app is private: in a frame, only the site's own pages show it.
    await expectRefused(page, parent.showing(await own.client.preview(8080)))
    expect(reader.errors).toEqual([])
  })

  it('a reader whose browser saves nothing there is told, and gets to a tab', async () => {
    // Chromium's private windows let no frame of another site save anything.
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await page.goto(parent.showing(course()))
    const frame = page.frameLocator('iframe')
    await framedBlock(frame, 'welcome/first').run()
    const notice = frame.locator('.sandbox-notice').filter({ hasText: FRAMED_SENTENCE })
    await notice.waitFor()
    const opened = page.context().waitForEvent('page')
    await notice.getByRole('button', { name: 'Open in a new tab' }).click()
    await (await opened).waitForURL(course())
  })
})

describe('in a frame of any other site', () => {
  it('there is no page', async () => {
    await using reader = await BrowserReader.open(browser)
    const { page } = reader
    await expectRefused(page, stranger.showing(server.address + BASE))
    expect(await page.frameLocator('iframe').locator('.chapters').count()).toBe(0)
  })
})
